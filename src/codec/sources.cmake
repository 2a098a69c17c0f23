list(APPEND PEN_SOURCES)
list(APPEND PEN_SOURCES
  src/codec/cef.c
  src/codec/domain.c
  src/codec/dsv.c
  src/codec/ip.c
  src/codec/kv.c
  src/codec/kv_marks.c
  src/codec/kv_sep.c
  src/codec/leef.c
  src/codec/mac.c
  src/codec/url.c
  src/codec/xml.c
  src/codec/xml_plain.c
  )
list(APPEND PEN_SOURCES
  src/codec/date.c
  src/codec/date_epoch.c
  src/codec/date_fixed.c
  src/codec/date_format.c
  src/codec/date_free.c
  src/codec/date_iso.c
  src/codec/date_put.c
  src/codec/date_strptime.c
  src/codec/date_text.c
  src/codec/date_tokens.c
  src/codec/date_ymd.c
  src/codec/zone.c
  )
list(APPEND PEN_SOURCES
  src/codec/json_iter.c
  src/codec/json_lex.c
  src/codec/json_scan.c
  src/codec/json_tokens.c
  src/codec/json_tree.c
  )
list(APPEND PEN_SOURCES
  src/codec/flow_log.c
  src/codec/flow_log_emit.c
  src/codec/flow_log_write.c
  src/codec/flow_log_record.c
  src/codec/frame.c
  src/codec/frame_detect.c
  src/codec/frame_json.c
  src/codec/frame_lines.c
  src/codec/frame_scan.c
  src/codec/frame_syslog.c
  src/codec/syslog_header.c
  )
