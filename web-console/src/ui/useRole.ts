import { useSession } from '../api/queries';
import type { Role } from '../api/schema';

const RANKS: Record<Role, number> = { viewer: 0, operator: 1, admin: 2 };

/** Why the signed-in role may not do what needs the given one; undefined when it may, or when that is not known yet. */
export function useRefusal(needed: Role): string | undefined {
  const session = useSession().data;
  if (!session || RANKS[session.role] >= RANKS[needed]) return undefined;
  return `this needs the role ${needed}; you are signed in as ${session.role}`;
}
