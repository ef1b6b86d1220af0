FROM python:3.13-slim
WORKDIR /app
RUN printf '#!/bin/sh\r\necho good morning\r\n' > windows.sh
RUN printf 'echo good morning\n' > headless.sh
RUN chmod a+rx windows.sh headless.sh
USER 10001:10001
CMD ["./windows.sh"]
