import { Logger } from '@nestjs/common';

// Several services in one process make Nest warn of data sources of the same name, each of which lives in a container of its own.
Logger.overrideLogger(false);
