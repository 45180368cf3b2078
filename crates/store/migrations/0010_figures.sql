-- What the house did, hour by hour, for the plots of the operations page. `hour` counts from 1970. Histograms have a row
-- for each bucket; everything else has bucket 0.

CREATE TABLE figures (
    hour BIGINT NOT NULL,
    name TEXT NOT NULL,
    bucket BIGINT NOT NULL,
    value BIGINT NOT NULL,
    PRIMARY KEY (hour, name, bucket)
);
