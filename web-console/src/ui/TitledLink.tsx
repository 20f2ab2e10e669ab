import { Foreign } from './Foreign';
import { Link } from './router';

/** What something is about, and below it the name that the service knows it by. */
export function TitledLink({ to, title, name }: { to: string; title: string; name: string }) {
  return (
    <>
      <Link to={to} className="row-link">
        <Foreign text={title} />
      </Link>
      <small className="own-name muted">{name}</small>
    </>
  );
}
