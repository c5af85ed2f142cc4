import { defineFacts } from '../kit/fact.js';
import { Id, Text } from '../kit/fields.js';

export class ApiKeyRevoked {
  @Id() keyId: string;
  @Text({ min: 64, max: 64 }) keyHash: string;
}

/** What happened in identity. */
export const { apiKeyRevoked } = defineFacts('identity', { apiKeyRevoked: ApiKeyRevoked });
