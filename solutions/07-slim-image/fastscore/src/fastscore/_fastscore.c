/* The score of a linear model: an intercept, and the sum of weights times values. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

#include "stamp.h"

static PyObject *score(PyObject *self, PyObject *args)
{
    double sum;
    PyObject *weights, *values;

    (void)self;
    if (!PyArg_ParseTuple(args, "dO!O!", &sum, &PyList_Type, &weights, &PyList_Type, &values))
        return NULL;
    if (PyList_GET_SIZE(weights) != PyList_GET_SIZE(values)) {
        PyErr_SetString(PyExc_ValueError, "as many weights as values are needed");
        return NULL;
    }
    for (Py_ssize_t i = 0; i < PyList_GET_SIZE(weights); i++) {
        double weight = PyFloat_AsDouble(PyList_GET_ITEM(weights, i));
        double value = PyFloat_AsDouble(PyList_GET_ITEM(values, i));

        if (PyErr_Occurred())
            return NULL;
        sum += weight * value;
    }
    return PyFloat_FromDouble(sum);
}

static PyMethodDef methods[] = {
    {"score", score, METH_VARARGS, "score(intercept, weights, values) -> the intercept and the weighted sum."},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {
    .m_base = PyModuleDef_HEAD_INIT,
    .m_name = "fastscore._fastscore",
    .m_doc = "Scores of a linear model, in C.",
    .m_size = -1,
    .m_methods = methods,
};

PyMODINIT_FUNC PyInit__fastscore(void)
{
    PyObject *made = PyModule_Create(&module);

    if (made != NULL && PyModule_AddStringConstant(made, "STAMP", FASTSCORE_STAMP) < 0) {
        Py_DECREF(made);
        return NULL;
    }
    return made;
}
