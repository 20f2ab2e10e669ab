import { Empty } from '../ui/notices';
import { Link } from '../ui/router';
import { useTitle } from '../ui/useTitle';

export function NotFoundPage({ path }: { path: string }) {
  useTitle('Not found');
  return (
    <Empty icon="question" title="There is no such page">
      <p>
        The console has no page <code>{path}</code>.
      </p>
      <p>
        <Link to="/">To the overview</Link>
      </p>
    </Empty>
  );
}
