interface FieldProps {
  label: string;
  id: string;
  value: { value: string };
  type?: 'text' | 'password';
  autocomplete?: string;
  maxLength?: number;
  hint?: string | undefined;
  /** Whether this is where a person begins to write. */
  first?: boolean;
}

export function Field(field: FieldProps) {
  const { label, id, value, type = 'text', autocomplete = 'off', maxLength, hint, first } = field;
  const more: object = {
    type,
    ...(maxLength === undefined ? {} : { maxLength }),
    ...(first === true ? { autofocus: true } : {}),
    ...(hint === undefined ? {} : { 'aria-describedby': `${id}-hint` }),
  };
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        required
        dir="auto"
        autocomplete={autocomplete}
        value={value.value}
        onInput={(event) => (value.value = event.currentTarget.value)}
        {...more}
      />
      {hint !== undefined && (
        <small id={`${id}-hint`} class="hint">
          {hint}
        </small>
      )}
    </div>
  );
}
