"""Payment rails and the seam they speak HTTP through."""
