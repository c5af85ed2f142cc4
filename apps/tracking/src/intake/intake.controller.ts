import {
  intake,
  type IntakeApi,
  type IntakeType,
  type TrackActivity,
  type TrackBatch,
  type TrackConversion,
  type TrackEventInteraction,
  type TrackHeatmap,
  type TrackLabExperiment,
  type TrackPageview,
  type TrackPerformance,
  type TrackVisitor,
} from '@bilten/contracts/tracking/intake.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { Batches } from './batches.js';
import { Deliveries } from './deliveries.js';
import { IntakeService } from './intake.service.js';

@Controller()
export class IntakeController implements IntakeApi {
  constructor(
    private readonly service: IntakeService,
    private readonly batches: Batches,
    private readonly deliveries: Deliveries,
  ) {}

  @Handle(intake.activity)
  activity(body: TrackActivity) {
    return this.one('activity', body);
  }

  @Handle(intake.eventInteraction)
  eventInteraction(body: TrackEventInteraction) {
    return this.one('event-interaction', body);
  }

  @Handle(intake.conversion)
  conversion(body: TrackConversion) {
    return this.one('conversion', body);
  }

  @Handle(intake.performance)
  performance(body: TrackPerformance) {
    return this.one('performance', body);
  }

  @Handle(intake.heatmap)
  heatmap(body: TrackHeatmap) {
    return this.one('heatmap', body);
  }

  @Handle(intake.pageview)
  pageview(body: TrackPageview) {
    return this.one('pageview', body);
  }

  @Handle(intake.visitor)
  visitor(body: TrackVisitor) {
    return this.one('visitor', body);
  }

  @Handle(intake.lab)
  lab(body: TrackLabExperiment) {
    return this.one('lab', body);
  }

  @Handle(intake.batch)
  batch(body: TrackBatch) {
    return this.batches.track(body);
  }

  private async one(type: IntakeType, body: object) {
    return this.service.trackOne(type, body, await this.deliveries.now());
  }
}
