"""The pages that belong to everybody: what needs me, dashboards, the public face."""
