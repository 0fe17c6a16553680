from cli_process import folder, run, sandbox

__all__ = ["folder", "run", "sandbox"]
