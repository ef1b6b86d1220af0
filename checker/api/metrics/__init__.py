"""What a service tells about itself at GET /metrics, and the counted requests that it is held against."""
