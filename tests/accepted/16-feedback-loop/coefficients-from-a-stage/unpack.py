import json

import joblib

scaler, classifier = (step for _, step in joblib.load("model.joblib").steps)
print(
    json.dumps(
        {
            "species": classifier.classes_.tolist(),
            "features": ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"],
            "means": scaler.mean_.tolist(),
            "spreads": scaler.scale_.tolist(),
            "coefficients": classifier.coef_.tolist(),
            "intercepts": classifier.intercept_.tolist(),
        }
    )
)
