import {
  type FunnelRequest,
  type HeatmapRequest,
  type OverviewRequest,
  type RealTimeRequest,
  reports,
  type ReportsApi,
  type UserJourneyRequest,
} from '@bilten/contracts/analytics/reports.contract.js';
import { Handle } from '@bilten/platform/contracts/handle.js';
import { Controller } from '@nestjs/common';
import { ReportsService } from './reports.service.js';

@Controller()
export class ReportsController implements ReportsApi {
  constructor(private readonly service: ReportsService) {}

  @Handle(reports.realTime)
  realTime(request: RealTimeRequest) {
    return this.service.realTime(request);
  }

  @Handle(reports.overview)
  overview(request: OverviewRequest) {
    return this.service.overview(request);
  }

  @Handle(reports.userJourney)
  userJourney(request: UserJourneyRequest) {
    return this.service.userJourney(request);
  }

  @Handle(reports.funnelAnalysis)
  funnelAnalysis(request: FunnelRequest) {
    return this.service.funnelAnalysis(request);
  }

  @Handle(reports.heatmap)
  heatmap(request: HeatmapRequest) {
    return this.service.heatmap(request);
  }
}
