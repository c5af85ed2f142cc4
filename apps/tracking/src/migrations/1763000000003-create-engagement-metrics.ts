import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Views, not tables: what is derived cannot disagree with what it is derived from. */
export class CreateEngagementMetrics1763000000003 implements MigrationInterface {
  async up(db: QueryRunner) {
    await db.query(`create view user_engagement_metrics as
      with event as not materialized (
        select user_id, session_id, created_at, event_type, 0::numeric as value, false as is_conversion from user_activity_tracking
        union all select user_id, session_id, created_at, 'event_' || interaction_type, 0, false from event_interaction_tracking
        union all select user_id, session_id, created_at, conversion_type, conversion_value, true from conversion_tracking
      ), session as not materialized (
        select user_id, session_id, max(created_at) - min(created_at) as duration from event where session_id is not null group by user_id, session_id
      ), sessions as not materialized (
        select user_id, count(*) as total, avg(extract(epoch from duration)) as mean from session group by user_id
      )
      select md5('user:' || event.user_id)::uuid as id, event.user_id,
        count(*)::integer as total_events,
        coalesce(max(sessions.total), 0)::integer as total_sessions,
        count(*) filter (where event_type = 'page_view')::integer as total_page_views,
        count(*) filter (where event_type in ('click', 'button_click', 'event_click'))::integer as total_clicks,
        count(*) filter (where is_conversion)::integer as total_conversions,
        coalesce(sum(value) filter (where is_conversion), 0) as total_conversion_value,
        coalesce(round(max(sessions.mean)), 0)::integer as avg_session_duration,
        max(created_at) as last_activity, min(created_at) as first_activity
      from event left join sessions on sessions.user_id = event.user_id
      where event.user_id is not null
      group by event.user_id`);
    await db.query(`create view event_engagement_metrics as
      with engagement as not materialized (
        select event_id, created_at, interaction_type as interaction, 0::numeric as value, false as is_conversion from event_interaction_tracking
        union all select event_id, created_at, null, conversion_value, true from conversion_tracking where event_id is not null
      )
      select md5('event:' || event_id)::uuid as id, event_id,
        count(*) filter (where interaction = 'view')::integer as total_views,
        count(interaction)::integer as total_interactions,
        count(*) filter (where interaction = 'like')::integer as total_likes,
        count(*) filter (where interaction = 'share')::integer as total_shares,
        count(*) filter (where interaction = 'bookmark')::integer as total_bookmarks,
        count(*) filter (where is_conversion)::integer as total_conversions,
        coalesce(sum(value) filter (where is_conversion), 0) as total_conversion_value,
        coalesce(round(100.0 * count(*) filter (where interaction <> 'view') / nullif(count(*) filter (where interaction = 'view'), 0), 2), 0) as engagement_rate,
        max(created_at) as last_interaction, min(created_at) as first_interaction
      from engagement
      group by event_id`);
  }

  async down(db: QueryRunner) {
    await db.query('drop view event_engagement_metrics');
    await db.query('drop view user_engagement_metrics');
  }
}
