pen_test(regex/regex_test)
pen_test(regex/grok_test)
pen_test(regex/user_agent_test)
pen_test(regex/ua_twin_test)
