"""Functions of the database for searching without accents and for the Vietnamese order of names."""

from django.db import migrations

FOLD = """
CREATE FUNCTION portal_fold(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT public.unaccent('public.unaccent'::regdictionary, lower(normalize($1, NFC))) $$
"""

# In NFD the letters' own marks (breve, circumflex, horn) and the five tones are characters of their own. The
# letters' marks become signs that stand behind z, so that a < ă < â < b; tones only decide between equal letters,
# in the order of dictionaries: none, huyền, hỏi, ngã, sắc, nặng.
ORDER = r"""
CREATE FUNCTION portal_order(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT replace(translate(d, U&'\0306\0302\031B\0300\0309\0303\0301\0323', '{|}'), 'đ', 'd{')
      || chr(1)
      || translate(
           regexp_replace(d, U&'[^ \0300\0309\0303\0301\0323]', '', 'g'), U&'\0300\0309\0303\0301\0323', '12345'
         )
  FROM (SELECT normalize(lower($1), NFD) AS d) AS decomposed
$$
"""

# "Lê Thị Hoa" is ordered as "Hoa Lê Thị": by given name first, as official lists are.
NAME_ORDER = r"""
CREATE FUNCTION portal_name_order(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$ SELECT public.portal_order(regexp_replace($1, '^(.*)\s+(\S+)$', '\2 \1')) $$
"""

# Stall A2 stands before A10: every run of digits is filled up to nine.
CODE_ORDER = r"""
CREATE FUNCTION portal_code_order(text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
AS $$
  SELECT string_agg(
    CASE WHEN part ~ '^[0-9]' THEN lpad(part, greatest(9, length(part)), '0') ELSE public.portal_order(part) END,
    '' ORDER BY place
  )
  FROM regexp_matches($1, '[0-9]+|[^0-9]+', 'g') WITH ORDINALITY AS found (parts, place), unnest(parts) AS part
$$
"""


class Migration(migrations.Migration):
    """Every application whose rows are searched depends on this one."""

    dependencies = [("portal", "0001_extensions")]
    operations = [
        migrations.RunSQL(FOLD, "DROP FUNCTION portal_fold(text)"),
        migrations.RunSQL(ORDER, "DROP FUNCTION portal_order(text)"),
        migrations.RunSQL(NAME_ORDER, "DROP FUNCTION portal_name_order(text)"),
        migrations.RunSQL(CODE_ORDER, "DROP FUNCTION portal_code_order(text)"),
    ]
