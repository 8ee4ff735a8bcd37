"""What a lesson is made of in the window: pages, tasks, questions, sliders, and the session that keeps count."""
