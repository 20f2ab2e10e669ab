-- What inspection tells since now, as far as it follows from what was stored before.
update artifact
   set inspection = jsonb_set(inspection, '{module}', jsonb_build_object(
       'languages', '[]'::jsonb,
       'needs', '[]'::jsonb,
       'counts', jsonb_build_object(
           'imports', jsonb_array_length(inspection -> 'module' -> 'imports'),
           'exports', jsonb_array_length(inspection -> 'module' -> 'exports'),
           'sections', jsonb_array_length(inspection -> 'module' -> 'sections'))) || (inspection -> 'module'))
 where jsonb_typeof(inspection -> 'module') = 'object';
