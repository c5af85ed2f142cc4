import { type Role, ROLES } from '../kit/access.js';
import { Email, Id, Meaning, SomeOf, Text } from '../kit/fields.js';

/** A person as the person may see it. */
export class UserView {
  @Id() id: string;
  @Email() email: string;
  @Text({ min: 0 }) name: string;
  @SomeOf(ROLES, { min: 1 }) @Meaning('Always holds `user`.') roles: Role[];
}
