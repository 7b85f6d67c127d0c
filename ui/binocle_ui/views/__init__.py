"""Views: read the form, call one service method, choose a template or redirect. Nothing else."""
