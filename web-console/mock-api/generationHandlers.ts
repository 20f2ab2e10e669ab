import { Refusal, type Handlers } from './contract';
import { presentGeneration, type World } from './world';

type Ours = Pick<Handlers, 'listGenerations' | 'getGeneration'>;

/** What descriptions were. */
export function generationHandlers(world: World): Ours {
  const all = (name: string) => {
    const member = world.member(name);
    return [presentGeneration(member), ...member.earlier];
  };
  return {
    listGenerations: ({ path }) => ({
      status: 200,
      body: { items: all(path.name).map(({ description: _ignored, ...made }) => made) },
    }),
    getGeneration: ({ path }) => {
      const found = all(path.name).find(each => each.generation === Number(path.generation));
      if (!found) {
        throw new Refusal(
          404,
          'GENERATION_NOT_FOUND',
          `The workload "${path.name}" has no generation ${path.generation} on record.`,
        );
      }
      return { status: 200, body: found };
    },
  };
}
