/* How long a penguin swims to the krill: kilometres at kilometres per hour, in minutes. */

#define PY_SSIZE_T_CLEAN
#include <Python.h>

static PyObject *minutes(PyObject *self, PyObject *args)
{
    double distance, speed;

    (void)self;
    if (!PyArg_ParseTuple(args, "dd", &distance, &speed))
        return NULL;
    return PyFloat_FromDouble(60 * distance / speed);
}

static PyMethodDef methods[] = {
    {"minutes", minutes, METH_VARARGS, "minutes(distance, speed)"},
    {NULL, NULL, 0, NULL},
};

static struct PyModuleDef module = {.m_base = PyModuleDef_HEAD_INIT, .m_name = "swim", .m_methods = methods};

PyMODINIT_FUNC PyInit_swim(void)
{
    return PyModule_Create(&module);
}
