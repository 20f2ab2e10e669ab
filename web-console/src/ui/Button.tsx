import type { ButtonHTMLAttributes } from 'react';
import { Icon, type IconName } from './Icon';

type ButtonProps = ButtonHTMLAttributes<HTMLButtonElement> & {
  icon?: IconName;
  look?: 'plain' | 'primary' | 'danger' | 'ghost';
  /** Why it cannot be pressed now. It can still be reached and says so. */
  blocked?: string | undefined;
  small?: boolean;
};

/**
 * A button that is not possible now stays where it is, can be reached by keyboard and tells the reason: therefore
 * `aria-disabled`, since nobody can focus or hover a `disabled` one.
 */
export function Button({
  icon,
  look = 'plain',
  blocked,
  small,
  className,
  onClick,
  children,
  ...rest
}: ButtonProps) {
  const classes = ['button', look, small ? 'small' : '', children ? '' : 'square', className ?? ''];
  return (
    <button
      type="button"
      className={classes.filter(Boolean).join(' ')}
      aria-disabled={blocked !== undefined || undefined}
      {...rest}
      title={blocked ?? rest.title}
      onClick={event => {
        if (blocked !== undefined) event.preventDefault();
        else onClick?.(event);
      }}
    >
      {icon && <Icon name={icon} />}
      {children}
      {blocked !== undefined && <span className="sr-only"> (not possible: {blocked})</span>}
    </button>
  );
}
