"""assist: from the recording of an ethics dialogue to a reviewed value map.

The flow is in the folder names: ``transcribe`` (audio to transcript),
``understand`` (transcript to statements), ``values`` (statements to values),
``valuemap`` (the graph), ``review`` (people decide), ``export`` and ``research``.
``assist.pipeline`` is the one place that joins the stages.
"""

__version__ = "0.3.0"
