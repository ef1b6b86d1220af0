"""Adult or chick? Train the model that this example uses: `python train.py` writes model.joblib."""

import joblib
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

MASSES_G = [[1200], [1900], [2400], [2800], [3400], [3100], [3300], [3700], [4200], [5500]]
STAGES = ["chick", "chick", "chick", "chick", "chick", "adult", "adult", "adult", "adult", "adult"]

model = make_pipeline(StandardScaler(), LogisticRegression())
joblib.dump(model.fit(MASSES_G, STAGES), "model.joblib", protocol=4)
