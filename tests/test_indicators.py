"""Every indicator of the taxonomy: what is it, and what only looks like it."""

import pytest

from indexer.indicators import fields, fold, indicator_of_question, indicators, match

# key: (ways plans say it, [(near miss, what it is instead or None)]); the unit is the indicator's first
SAID = {
    "plan_completion": (
        [
            "mức độ hoàn thành kế hoạch cải cách hành chính năm",
            "nhiệm vụ trong Kế hoạch CCHC được hoàn thành",
        ],
        [
            ("cơ quan, đơn vị ban hành Kế hoạch CCHC năm 2024", "plan_issued"),
            ("hoàn thành kế hoạch thu chi", None),
        ],
    ),
    "plan_issued": (
        ["các cơ quan, đơn vị xây dựng và ban hành Kế hoạch cải cách hành chính"],
        [
            ("các đơn vị ban hành kế hoạch tự kiểm tra CCHC", "self_inspection"),
            ("ban hành kế hoạch tiêm chủng", None),
        ],
    ),
    "inspection": (
        [
            "các xã, thị trấn được kiểm tra CCHC trong năm",
            "số cơ quan, đơn vị được kiểm tra công tác cải cách hành chính",
        ],
        [
            ("các đơn vị tự kiểm tra CCHC", "self_inspection"),
            ("vấn đề phát hiện qua kiểm tra cải cách hành chính được xử lý", "inspection_findings"),
            ("cơ sở kinh doanh được kiểm tra an toàn thực phẩm", None),
        ],
    ),
    "self_inspection": (
        ["các đơn vị thực hiện kế hoạch tự kiểm tra công tác CCHC"],
        [("các quyết định của UBND được tự kiểm tra sau khi ban hành", "documents_checked")],
    ),
    "inspection_findings": (
        ["các vấn đề phát hiện qua kiểm tra phải được xử lý hoặc kiến nghị cấp có thẩm quyền xử lý"],
        [
            ("vấn đề phát hiện qua theo dõi thi hành pháp luật được xử lý", "law_monitoring"),
            ("kiến nghị sau kiểm toán được thực hiện", "audit_recommendations"),
        ],
    ),
    "initiatives": (
        ["sáng kiến hoặc giải pháp mới về công tác CCHC được công nhận"],
        [("mô hình mới về cải cách hành chính", None)],
    ),
    "reform_models": (
        ["mô hình mới trong cải cách hành chính", "mô hình chính quyền thân thiện"],
        [("mô hình sản xuất nông nghiệp tuần hoàn", None)],
    ),
    "assigned_tasks_on_time": (
        [
            "nhiệm vụ Chính phủ, Thủ tướng Chính phủ giao hoàn thành đúng hạn",
            "nhiệm vụ UBND tỉnh giao thực hiện đúng tiến độ",
        ],
        [("hồ sơ TTHC giải quyết đúng hạn", "on_time"), ("dự án thi công đúng tiến độ", None)],
    ),
    "reports_on_time": (
        ["báo cáo định kỳ về cải cách hành chính gửi đúng hạn"],
        [("báo cáo định kỳ thực hiện trên Hệ thống thông tin báo cáo", "reporting_system")],
    ),
    "leaders_in_charge": (
        ["người đứng đầu đơn vị trực tiếp phụ trách chỉ đạo CCHC"],
        [("người đứng đầu cấp ủy tiếp công dân", None)],
    ),
    "dialogues": (
        ["cuộc đối thoại giữa lãnh đạo UBND với người dân, doanh nghiệp"],
        [("cuộc tuyên truyền pháp luật", None)],
    ),
    "reform_training": (
        ["lớp tập huấn về cải cách hành chính cho cán bộ, công chức"],
        [("lớp tập huấn khuyến nông", None)],
    ),
    "reform_training_share": (
        ["cán bộ, công chức được tập huấn về cải cách hành chính"],
        [("cán bộ, công chức được đào tạo, bồi dưỡng theo quy định", "staff_trained")],
    ),
    "reform_news": (
        ["tin, bài tuyên truyền về cải cách hành chính"],
        [("tin, bài tuyên truyền phòng chống dịch", None)],
    ),
    "units_rated": (
        [
            "cơ quan, đơn vị được đánh giá, xếp hạng cải cách hành chính",
            "UBND cấp xã được xác định Chỉ số CCHC hằng năm, cơ quan tự đánh giá chấm điểm",
        ],
        [("cơ quan, đơn vị xếp loại tốt về cải cách hành chính", "units_rated_good")],
    ),
    "units_rated_good": (
        ["UBND cấp xã xếp loại tốt trở lên về cải cách hành chính"],
        [("cán bộ, công chức hoàn thành tốt nhiệm vụ", "staff_rated_good")],
    ),
    "par_index_rank": (
        ["Chỉ số cải cách hành chính (PAR INDEX) của tỉnh", "xếp hạng cải cách hành chính"],
        [("Chỉ số SIPAS của tỉnh", "sipas_rank"), ("xếp hạng di tích", None)],
    ),
    "par_index_score": (
        ["Chỉ số PAR INDEX", "chỉ số Par index tỉnh", "Chỉ số CCHC của thành phố"],
        [("chỉ số Par index tăng", None), ("chỉ số giá tiêu dùng", None)],
    ),
    "par_index_rise": (["Chỉ số cải cách hành chính tăng"], [("Chỉ số PAPI tăng", "papi_rise")]),
    "par_steering": (
        ["Chỉ số thành phần công tác chỉ đạo, điều hành cải cách hành chính"],
        [("chỉ số thành phần cải cách thể chế", "par_institutions")],
    ),
    "par_institutions": (
        ["Chỉ số thành phần cải cách thể chế"],
        [("văn bản quy phạm pháp luật ban hành đúng trình tự", "qppl_procedure")],
    ),
    "par_procedures": (
        ["Chỉ số thành phần cải cách thủ tục hành chính"],
        [("thủ tục hành chính được đơn giản hóa", "simplified")],
    ),
    "par_apparatus": (
        ["Chỉ số thành phần cải cách tổ chức bộ máy"],
        [("chỉ số thành phần cải cách chế độ công vụ", "par_civil_service")],
    ),
    "par_civil_service": (
        ["Chỉ số thành phần cải cách chế độ công vụ"],
        [("chỉ số thành phần cải cách tài chính công", "par_finance")],
    ),
    "par_finance": (
        ["Chỉ số thành phần cải cách tài chính công"],
        [("giải ngân vốn đầu tư công", "disbursement")],
    ),
    "par_digital": (
        ["Chỉ số thành phần xây dựng chính quyền điện tử, chính quyền số"],
        [("chỉ số chuyển đổi số của tỉnh", "dti_score")],
    ),
    "par_impact": (
        ["Chỉ số thành phần tác động của cải cách hành chính"],
        [("chỉ số thành phần tổ chức bộ máy", "par_apparatus")],
    ),
    "sipas_rank": (
        ["Chỉ số hài lòng (SIPAS) của tỉnh"],
        [("Chỉ số PAR INDEX của tỉnh", "par_index_rank")],
    ),
    "sipas_rise": (["Chỉ số SIPAS tăng"], [("Chỉ số cải cách hành chính tăng", "par_index_rise")]),
    "papi_rank": (
        ["Chỉ số hiệu quả quản trị và hành chính công cấp tỉnh (PAPI)"],
        [("Chỉ số năng lực cạnh tranh cấp tỉnh", "pci_rank")],
    ),
    "papi_score": (
        ["điểm Chỉ số PAPI của tỉnh"],
        [
            ("chỉ số nội dung quản trị môi trường", "papi_environment"),
            ("điểm Chỉ số PCI của tỉnh", "pci_score"),
        ],
    ),
    "papi_rise": (["Chỉ số PAPI tăng"], [("Chỉ số SIPAS tăng", "sipas_rise")]),
    "papi_participation": (
        ["PAPI nội dung tham gia của người dân ở cấp cơ sở"],
        [("số cuộc họp có người dân tham gia", None)],
    ),
    "papi_transparency": (
        ["chỉ số nội dung công khai, minh bạch trong việc ra quyết định"],
        [("PAPI nội dung trách nhiệm giải trình", "papi_accountability")],
    ),
    "papi_accountability": (
        ["chỉ số nội dung trách nhiệm giải trình với người dân"],
        [("chỉ số nội dung kiểm soát tham nhũng", "papi_corruption")],
    ),
    "papi_corruption": (
        ["chỉ số nội dung kiểm soát tham nhũng trong khu vực công"],
        [("chỉ số nội dung quản trị điện tử", "papi_egovernance")],
    ),
    "papi_procedures": (
        ["chỉ số nội dung thủ tục hành chính công"],
        [("chỉ số nội dung cung ứng dịch vụ công", "papi_services")],
    ),
    "papi_services": (
        ["chỉ số nội dung cung ứng dịch vụ công"],
        [("chỉ số nội dung thủ tục hành chính công", "papi_procedures")],
    ),
    "papi_environment": (
        ["chỉ số nội dung quản trị môi trường"],
        [("điểm thu gom rác thải", None)],
    ),
    "papi_egovernance": (
        ["chỉ số nội dung quản trị điện tử"],
        [("điểm Chỉ số chuyển đổi số", "dti_score")],
    ),
    "pci_rank": (
        ["Chỉ số năng lực cạnh tranh cấp tỉnh (PCI)", "Chỉ số DDCI"],
        [("Chỉ số PAPI", "papi_rank")],
    ),
    "pci_score": (["điểm Chỉ số PCI"], [("điểm Chỉ số PAPI", "papi_score")]),
    "dti_rank": (
        ["Chỉ số chuyển đổi số (DTI)", "ICT INDEX"],
        [("Chỉ số PCI", "pci_rank")],
    ),
    "dti_score": (["Chỉ số chuyển đổi số"], [("doanh nghiệp chuyển đổi số", None)]),
    "qppl_procedure": (
        [
            "văn bản QPPL ban hành được xây dựng, thẩm định theo đúng trình tự quy định",
            "các VBQPPL ban hành đúng thẩm quyền",
        ],
        [
            ("văn bản QPPL được rà soát, hệ thống hóa đúng quy định", "qppl_reviewed"),
            ("văn bản QPPL ban hành đúng tiến độ", "qppl_timely"),
            ("hồ sơ đất đai lập đúng trình tự", None),
        ],
    ),
    "qppl_timely": (
        ["văn bản quy phạm pháp luật được ban hành đúng tiến độ theo chương trình"],
        [("văn bản quy phạm pháp luật ban hành đúng trình tự, thủ tục", "qppl_procedure")],
    ),
    "qppl_publicised": (
        ["các văn bản QPPL được tuyên truyền, phổ biến đến người dân"],
        [("các văn bản QPPL cập nhật vào cơ sở dữ liệu quốc gia về pháp luật", "qppl_database")],
    ),
    "qppl_database": (
        ["văn bản QPPL còn hiệu lực được cập nhật vào cơ sở dữ liệu quốc gia về pháp luật"],
        [("hồ sơ công chức được cập nhật vào cơ sở dữ liệu", "staff_database")],
    ),
    "documents_checked": (
        [
            "các Quyết định của UBND xã được kiểm tra ngay sau khi được ban hành",
            "văn bản quy phạm pháp luật được tự kiểm tra",
        ],
        [
            ("cơ quan, đơn vị được kiểm tra cải cách hành chính", "inspection"),
            ("văn bản trái pháp luật được xử lý", "documents_corrected"),
        ],
    ),
    "qppl_reviewed": (
        ["văn bản QPPL được rà soát, hệ thống hóa"],
        [("thủ tục hành chính được rà soát, đơn giản hóa", "simplified")],
    ),
    "documents_corrected": (
        ["văn bản trái pháp luật được xử lý", "văn bản QPPL không còn phù hợp được bãi bỏ, thay thế"],
        [("văn bản QPPL được kiểm tra theo thẩm quyền", "documents_checked")],
    ),
    "law_monitoring": (
        ["vấn đề phát hiện qua theo dõi tình hình thi hành pháp luật được xử lý"],
        [("vấn đề phát hiện qua kiểm tra được xử lý", "inspection_findings")],
    ),
    "on_time": (
        [
            "số hồ sơ TTHC được trả kết quả giải quyết đúng hạn",
            "hồ sơ TTHC được giải quyết trước và đúng hạn",
            "tỷ lệ hồ sơ thủ tục hành chính giải quyết đúng thời hạn",
            "hồ sơ được giải quyết đúng và trước hạn",
        ],
        [
            ("hồ sơ TTHC trả kết quả trước hạn", "early"),
            ("hồ sơ quá hạn được xin lỗi", "apologies"),
            ("nhiệm vụ UBND tỉnh giao hoàn thành đúng hạn", "assigned_tasks_on_time"),
            ("phản ánh, kiến nghị được xử lý đúng hạn", "feedback_handled"),
            ("đơn khiếu nại được giải quyết đúng hạn", "complaints_handled"),
            ("nợ vay trả đúng hạn", None),
        ],
    ),
    "early": (
        ["hồ sơ TTHC trả kết quả trước hạn", "tỷ lệ hồ sơ giải quyết sớm hạn"],
        [("hồ sơ TTHC giải quyết đúng và trước hạn", "on_time"), ("công trình hoàn thành trước hạn", None)],
    ),
    "overdue": (
        ["hồ sơ TTHC quá hạn", "tỷ lệ hồ sơ giải quyết trễ hạn"],
        [("hồ sơ quá hạn được thực hiện việc xin lỗi công dân", "apologies"), ("nợ thuế quá hạn", None)],
    ),
    "apologies": (
        ["hồ sơ quá hạn được thực hiện việc xin lỗi công dân theo quy định"],
        [("hồ sơ TTHC giải quyết quá hạn", "overdue")],
    ),
    "published": (
        ["TTHC được công bố, công khai đầy đủ, kịp thời", "thủ tục hành chính được niêm yết"],
        [
            ("TTHC nội bộ được công bố, công khai", "internal_published"),
            ("quy hoạch được công bố, công khai", None),
        ],
    ),
    "internal_published": (
        ["TTHC nội bộ giữa cơ quan hành chính nhà nước được công khai và cập nhật kịp thời"],
        [("TTHC nội bộ được rà soát, đơn giản hóa", "internal_simplified")],
    ),
    "internal_simplified": (
        ["TTHC nội bộ được rà soát, đơn giản hóa"],
        [("TTHC được rà soát, đơn giản hóa", "simplified")],
    ),
    "simplified": (
        ["thủ tục hành chính được rà soát, đơn giản hóa", "cắt giảm, đơn giản hóa quy định kinh doanh"],
        [("cắt giảm thời gian giải quyết thủ tục hành chính", "time_cut"), ("rà soát hộ nghèo", None)],
    ),
    "time_cut": (
        ["cắt giảm thời gian giải quyết TTHC", "rút ngắn thời gian giải quyết"],
        [("thời gian thi công giảm", None)],
    ),
    "cost_cut": (
        ["chi phí tuân thủ thủ tục hành chính giảm"],
        [("chi phí logistics giảm", None), ("thủ tục hành chính được cắt giảm", "simplified")],
    ),
    "one_stop": (
        [
            "TTHC được tiếp nhận, giải quyết tại Bộ phận Một cửa",
            "thủ tục hành chính thực hiện theo cơ chế một cửa, một cửa liên thông",
        ],
        [
            ("TTHC được giải quyết theo quy trình liên thông", "one_stop_linked"),
            ("hồ sơ cập nhật trên phần mềm một cửa", "system_updated"),
        ],
    ),
    "one_stop_linked": (
        ["TTHC thực hiện liên thông cùng cấp"],
        [("TTHC thực hiện theo cơ chế một cửa", "one_stop")],
    ),
    "on_the_spot": (
        ["thủ tục hành chính thực hiện tiếp nhận, thẩm định, phê duyệt tại chỗ"],
        [("lao động được giải quyết việc làm tại chỗ", None)],
    ),
    "non_boundary": (
        [
            "thủ tục hành chính thực hiện không phụ thuộc vào địa giới hành chính",
            "hồ sơ tiếp nhận phi địa giới",
        ],
        [("đơn vị hành chính hoàn thành hồ sơ địa giới", None)],
    ),
    "system_updated": (
        ["hồ sơ TTHC giải quyết được cập nhật trên Cổng dịch vụ công và Hệ thống thông tin một cửa điện tử"],
        [("hồ sơ nộp trực tuyến trên Cổng dịch vụ công", "online_files")],
    ),
    "results_digitised": (
        ["số hóa kết quả giải quyết TTHC còn hiệu lực thuộc thẩm quyền giải quyết của cấp huyện"],
        [
            ("số hóa hồ sơ, kết quả giải quyết TTHC", "files_digitised"),
            ("số hóa tài liệu lưu trữ lịch sử", None),
        ],
    ),
    "files_digitised": (
        ["hồ sơ, kết quả giải quyết TTHC được số hóa", "số hóa thành phần hồ sơ khi tiếp nhận"],
        [
            ("số hóa kết quả giải quyết thủ tục hành chính", "results_digitised"),
            ("số hóa di sản văn hóa", None),
        ],
    ),
    "electronic_results": (
        ["hồ sơ được cấp kết quả giải quyết thủ tục hành chính điện tử"],
        [("số hóa kết quả giải quyết TTHC", "results_digitised")],
    ),
    "electronic_transfer": (
        ["hồ sơ giải quyết TTHC được luân chuyển trong nội bộ bằng phương thức điện tử"],
        [("hồ sơ công việc xử lý trên môi trường mạng", "work_files")],
    ),
    "data_reused": (
        ["khai thác, sử dụng lại thông tin, dữ liệu số hóa trong giải quyết TTHC"],
        [("hồ sơ, dữ liệu chuyên ngành được cập nhật, khai thác trên môi trường số", None)],
    ),
    "satisfaction": (
        [
            "Mức độ hài lòng của người dân, tổ chức đối với sự phục vụ của cơ quan hành chính nhà nước",
            "sự hài lòng của người dân, doanh nghiệp",
            "chỉ số SIPAS",
        ],
        [
            ("mức độ hài lòng về giải quyết TTHC", "satisfaction_procedures"),
            ("mức độ hài lòng của người bệnh", None),
            ("mức độ hài lòng của người dân về nông thôn mới", None),
        ],
    ),
    "satisfaction_procedures": (
        ["Mức độ hài lòng của người dân, doanh nghiệp về giải quyết TTHC"],
        [("mức độ hài lòng về giải quyết các TTHC lĩnh vực đất đai, xây dựng, đầu tư", "satisfaction_land")],
    ),
    "satisfaction_land": (
        ["mức độ hài lòng về giải quyết các TTHC lĩnh vực đất đai, xây dựng, đầu tư"],
        [("mức độ hài lòng về giải quyết TTHC", "satisfaction_procedures")],
    ),
    "satisfaction_services": (
        ["Mức độ hài lòng của người dân về cung cấp dịch vụ y tế, giáo dục công lập"],
        [("mức độ hài lòng của người dân đối với sự phục vụ của cơ quan hành chính", "satisfaction")],
    ),
    "satisfaction_online": (
        ["mức độ hài lòng của người dân khi sử dụng dịch vụ công trực tuyến"],
        [("hồ sơ nộp trực tuyến", "online_files")],
    ),
    "satisfaction_access": (
        ["chỉ số hài lòng về tiếp cận dịch vụ"],
        [("chỉ số hài lòng về kết quả giải quyết TTHC", "satisfaction_results")],
    ),
    "satisfaction_staff": (
        ["chỉ số hài lòng về công chức giải quyết TTHC"],
        [("chỉ số hài lòng về tiếp nhận, xử lý phản ánh liên quan đến TTHC", "satisfaction_feedback")],
    ),
    "satisfaction_results": (
        ["chỉ số hài lòng về kết quả giải quyết TTHC"],
        [("chỉ số hài lòng về giải quyết TTHC", "satisfaction_procedures")],
    ),
    "satisfaction_feedback": (
        ["chỉ số hài lòng về tiếp nhận, xử lý phản ánh, kiến nghị"],
        [("phản ánh, kiến nghị của người dân được xử lý", "feedback_handled")],
    ),
    "feedback_handled": (
        ["phản ánh, kiến nghị của người dân, doanh nghiệp được xử lý đúng hạn"],
        [("kiến nghị của thanh tra, kiểm toán được thực hiện", "audit_recommendations")],
    ),
    "complaints_handled": (
        ["đơn thư khiếu nại, tố cáo được giải quyết"],
        [("phản ánh, kiến nghị được trả lời", "feedback_handled")],
    ),
    "waiting_time": (
        ["Thời gian chờ đợi của người dân đến thực hiện TTHC"],
        [("thời gian phát thanh", None)],
    ),
    "postal": (
        ["hồ sơ được trả kết quả qua dịch vụ bưu chính công ích"],
        [("hồ sơ thực hiện dịch vụ công trực tuyến và bưu chính công ích", "online_files")],
    ),
    "online_files": (
        [
            "hồ sơ TTHC tiếp nhận trực tuyến",
            "hồ sơ TTHC phát sinh có đủ điều kiện được thực hiện dịch vụ công trực tuyến",
            "tỷ lệ hồ sơ nộp trực tuyến",
        ],
        [
            ("hồ sơ giải quyết theo dịch vụ công trực tuyến toàn trình", "online_files_full"),
            ("TTHC được cung cấp dịch vụ công trực tuyến", "dvc_provided"),
            ("hồ sơ thanh toán trực tuyến", "payment_files"),
            ("thí sinh nộp hồ sơ dự thi", None),
        ],
    ),
    "online_files_full": (
        ["hồ sơ tiếp nhận dịch vụ công trực tuyến toàn trình"],
        [("hồ sơ trực tuyến một phần và toàn trình được tiếp nhận", "online_files")],
    ),
    "dvc_provided": (
        [
            "TTHC có đủ điều kiện được cung cấp trực tuyến mức độ 3 và 4",
            "dịch vụ công trực tuyến một phần và toàn trình được cung cấp",
        ],
        [
            ("TTHC đủ điều kiện được cung cấp dịch vụ công trực tuyến toàn trình", "dvc_full"),
            ("khóa học trực tuyến được cung cấp", None),
        ],
    ),
    "dvc_full": (
        ["thủ tục hành chính đủ điều kiện cung cấp dịch vụ công trực tuyến toàn trình"],
        [("thủ tục hành chính cung cấp dịch vụ công trực tuyến một phần", "dvc_partial")],
    ),
    "dvc_partial": (
        ["thủ tục hành chính cung cấp dịch vụ công trực tuyến một phần"],
        [("thủ tục hành chính cung cấp trực tuyến một phần và toàn trình", "dvc_provided")],
    ),
    "dvc_used": (
        ["dịch vụ công trực tuyến có phát sinh hồ sơ"],
        [("hồ sơ phát sinh được tiếp nhận trực tuyến", "online_files")],
    ),
    "dvc_national": (
        ["TTHC được tích hợp, cung cấp trên Cổng dịch vụ công quốc gia"],
        [("hồ sơ được đồng bộ lên Cổng dịch vụ công quốc gia", "files_synchronised")],
    ),
    "files_synchronised": (
        ["hồ sơ được đồng bộ trạng thái lên Cổng Dịch vụ công quốc gia"],
        [("TTHC tích hợp lên Cổng Dịch vụ công quốc gia", "dvc_national")],
    ),
    "dvc_devices": (
        ["dịch vụ công được cung cấp trên nhiều phương tiện truy cập khác nhau, bao gồm cả thiết bị di động"],
        [("người dân có thiết bị di động thông minh", None)],
    ),
    "payment_procedures": (
        ["thủ tục hành chính có yêu cầu nghĩa vụ tài chính được triển khai thanh toán trực tuyến"],
        [
            ("tỷ lệ giao dịch thanh toán trực tuyến", "payment_files"),
            ("TTHC được thanh toán trực tuyến trên Cổng dịch vụ công quốc gia", "payment_national"),
            ("tỷ lệ thanh toán trực tuyến", None),
        ],
    ),
    "payment_files": (
        ["tỷ lệ giao dịch thanh toán trực tuyến", "hồ sơ thanh toán trực tuyến trên tổng số hồ sơ"],
        [
            (
                "thủ tục hành chính có yêu cầu nghĩa vụ tài chính được triển khai thanh toán trực tuyến",
                "payment_procedures",
            )
        ],
    ),
    "payment_national": (
        ["thủ tục hành chính được thanh toán trực tuyến trên Cổng dịch vụ công quốc gia"],
        [("thủ tục hành chính tích hợp trên Cổng dịch vụ công quốc gia", "dvc_national")],
    ),
    "accounts": (
        ["người dân có tài khoản định danh điện tử", "công dân được cấp tài khoản dịch vụ công"],
        [("hộ dân có tài khoản ngân hàng", None)],
    ),
    "public_units_cut": (
        ["giảm số lượng đơn vị sự nghiệp công lập"],
        [
            ("giảm biên chế sự nghiệp hưởng lương từ ngân sách nhà nước", "public_staff_cut"),
            ("đơn vị sự nghiệp công lập đạt chuẩn", None),
        ],
    ),
    "public_staff_cut": (
        ["giảm biên chế sự nghiệp hưởng lương từ ngân sách nhà nước"],
        [("giảm biên chế công chức", "staff_cut")],
    ),
    "staff_cut": (
        ["tinh giản biên chế công chức"],
        [("giảm số lượng đơn vị sự nghiệp công lập", "public_units_cut")],
    ),
    "arranged": (
        ["các phòng chuyên môn sắp xếp, kiện toàn tổ chức bộ máy theo quy định"],
        [("cơ quan ban hành quy chế làm việc", "working_rules")],
    ),
    "working_rules": (
        ["cơ quan, đơn vị ban hành quy chế làm việc"],
        [("cơ quan, đơn vị ban hành quy chế chi tiêu nội bộ", "spending_rules")],
    ),
    "decentralisation": (
        ["nội dung phân cấp quản lý được kiểm tra"],
        [("vấn đề phát hiện qua kiểm tra được xử lý", "inspection_findings")],
    ),
    "staff_evaluated": (
        ["công chức, viên chức, người lao động được đánh giá, xếp loại"],
        [
            ("cán bộ, công chức hoàn thành tốt nhiệm vụ trở lên", "staff_rated_good"),
            ("học sinh được đánh giá, xếp loại", None),
        ],
    ),
    "staff_rated_good": (
        ["cán bộ, công chức được xếp loại hoàn thành tốt nhiệm vụ trở lên"],
        [("cán bộ, công chức hoàn thành xuất sắc nhiệm vụ", None)],
    ),
    "staff_positions": (
        ["cán bộ, công chức được bố trí theo vị trí việc làm"],
        [("cơ quan, đơn vị có đề án vị trí việc làm được phê duyệt", "job_positions_approved")],
    ),
    "job_positions_approved": (
        ["cơ quan, đơn vị được phê duyệt vị trí việc làm"],
        [("công chức bố trí theo vị trí việc làm", "staff_positions")],
    ),
    "staff_trained": (
        ["cán bộ, công chức được tham gia các lớp đào tạo, bồi dưỡng, tập huấn theo quy định"],
        [
            ("cán bộ, công chức đạt chuẩn trình độ đào tạo", "staff_qualified"),
            ("cán bộ, công chức được bồi dưỡng kỹ năng số", "staff_digital_skills"),
            ("cán bộ y tế được tập huấn phòng, chống dịch", None),
            ("lao động qua đào tạo", None),
        ],
    ),
    "staff_qualified": (
        [
            "cán bộ, công chức đạt chuẩn trình độ đào tạo",
            "công chức cấp xã có trình độ chuyên môn từ đại học trở lên",
        ],
        [("giáo viên đạt chuẩn trình độ đào tạo", None)],
    ),
    "leaders_international": (
        ["số lãnh đạo, quản lý cấp sở có đủ năng lực, trình độ để làm việc trong môi trường quốc tế"],
        [("công chức cấp xã có trình độ đại học", "staff_qualified")],
    ),
    "staff_entitlements": (
        ["thực hiện các chế độ, chính sách theo quy định cho cán bộ, công chức và người lao động"],
        [("đối tượng chính sách được hưởng chế độ", None)],
    ),
    "staff_database": (
        ["hồ sơ công chức, viên chức được cập nhật vào cơ sở dữ liệu quốc gia về cán bộ, công chức"],
        [("văn bản được cập nhật vào cơ sở dữ liệu quốc gia về pháp luật", "qppl_database")],
    ),
    "staff_recruitment": (
        ["tuyển dụng, bổ nhiệm công chức, viên chức đúng quy định"],
        [("doanh nghiệp tuyển dụng lao động", None)],
    ),
    "discipline_inspection": (
        ["cơ quan, đơn vị được kiểm tra việc chấp hành kỷ luật, kỷ cương hành chính"],
        [("cán bộ, công chức chấp hành nghiêm kỷ luật, kỷ cương hành chính", "staff_discipline")],
    ),
    "staff_discipline": (
        ["cán bộ, công chức chấp hành kỷ luật, kỷ cương hành chính"],
        [("cơ quan được kiểm tra kỷ luật, kỷ cương", "discipline_inspection")],
    ),
    "disbursement": (
        ["giải ngân vốn đầu tư công", "tỷ lệ giải ngân kế hoạch vốn đầu tư công"],
        [("thu ngân sách nhà nước so với dự toán", "revenue"), ("giải ngân vốn vay hộ nghèo", None)],
    ),
    "revenue": (
        ["thu ngân sách nhà nước trên địa bàn đạt dự toán"],
        [("giải ngân vốn đầu tư công", "disbursement")],
    ),
    "autonomy": (
        ["đơn vị sự nghiệp công lập, cơ quan hành chính được giao quyền tự chủ, tự chịu trách nhiệm"],
        [("đơn vị sự nghiệp công lập tự bảo đảm chi thường xuyên", "self_financing")],
    ),
    "self_financing": (
        ["đơn vị sự nghiệp công lập tự bảo đảm chi thường xuyên"],
        [("đơn vị được giao quyền tự chủ", "autonomy")],
    ),
    "direct_spending_cut": (
        ["giảm chi trực tiếp từ ngân sách nhà nước cho các đơn vị sự nghiệp công lập"],
        [("giảm số lượng đơn vị sự nghiệp công lập", "public_units_cut")],
    ),
    "audit_recommendations": (
        ["kiến nghị sau thanh tra, kiểm toán về tài chính được thực hiện"],
        [("phản ánh, kiến nghị của người dân được xử lý", "feedback_handled")],
    ),
    "spending_rules": (
        ["cơ quan, đơn vị ban hành quy chế quản lý, sử dụng tài sản công"],
        [("cơ quan, đơn vị ban hành quy chế làm việc", "working_rules")],
    ),
    "e_tax": (
        ["doanh nghiệp phát sinh kê khai thuế qua mạng, nộp thuế điện tử"],
        [("doanh nghiệp chấp hành pháp luật thuế", None)],
    ),
    "e_documents": (
        [
            "văn bản trao đổi giữa các cơ quan nhà nước được thực hiện dưới dạng điện tử, được ký số",
            "Tác nghiệp trên văn bản điện tử",
        ],
        [("hồ sơ công việc xử lý trên môi trường mạng", "work_files"), ("văn bản được lưu trữ", None)],
    ),
    "work_files_province": (
        ["hồ sơ công việc tại cấp tỉnh được xử lý trên môi trường mạng"],
        [("hồ sơ công việc tại cấp huyện được xử lý trên môi trường mạng", "work_files_district")],
    ),
    "work_files_district": (
        ["hồ sơ công việc tại cấp huyện được xử lý trên môi trường mạng"],
        [("hồ sơ công việc tại cấp xã được xử lý trên môi trường mạng", "work_files_commune")],
    ),
    "work_files_commune": (
        ["hồ sơ công việc tại xã được xử lý trên môi trường mạng"],
        [("hồ sơ công việc cấp tỉnh được xử lý trên môi trường mạng", "work_files_province")],
    ),
    "work_files": (
        ["hồ sơ công việc được xử lý trên môi trường mạng"],
        [("hồ sơ TTHC tiếp nhận qua môi trường mạng", "online_files")],
    ),
    "staff_online": (
        ["cán bộ, công chức thực hiện trao đổi lượng công việc trên môi trường mạng"],
        [("cán bộ, công chức sử dụng thư điện tử công vụ", "staff_email")],
    ),
    "staff_email": (
        ["cán bộ, công chức sử dụng thư điện tử công vụ"],
        [("công chức xử lý công việc trên môi trường mạng", "staff_online")],
    ),
    "staff_digital_skills": (
        ["cán bộ, công chức, viên chức được tập huấn kỹ năng số"],
        [("người dân được phổ cập kỹ năng số", None)],
    ),
    "digital_signatures": (
        ["lãnh đạo các cơ quan được cấp chữ ký số"],
        [("văn bản được ký số", "e_documents")],
    ),
    "websites": (
        ["Trang thông tin điện tử cấp xã cung cấp đầy đủ các thông tin"],
        [("cán bộ sử dụng thư điện tử", "staff_email")],
    ),
    "reporting_system": (
        ["báo cáo định kỳ được thực hiện qua Hệ thống thông tin báo cáo của tỉnh"],
        [("báo cáo CCHC gửi đúng hạn", "reports_on_time")],
    ),
    "online_meetings": (
        ["cuộc họp thực hiện theo hình thức trực tuyến", "hội nghị không giấy tờ"],
        [("lớp học trực tuyến", None)],
    ),
    "iso": (["cơ quan áp dụng hệ thống quản lý chất lượng TCVN ISO"], [("sản phẩm có chất lượng", None)]),
    "databases_shared": (
        ["cơ sở dữ liệu được kết nối, chia sẻ qua nền tảng tích hợp"],
        [
            ("dữ liệu tập trung, thống nhất, liên thông với cơ sở dữ liệu ngành", None),
            ("hạ tầng giao thông kết nối", None),
        ],
    ),
    "security": (
        ["hệ thống thông tin được phê duyệt cấp độ an toàn hệ thống thông tin"],
        [("công chức được tập huấn an toàn thông tin", "staff_digital_skills")],
    ),
    "online_inspection": (
        ["hoạt động kiểm tra của cơ quan quản lý được thực hiện thông qua môi trường số"],
        [("cơ quan được kiểm tra công tác cải cách hành chính", "inspection")],
    ),
    "community_teams": (
        ["thôn, tổ dân phố có Tổ công nghệ số cộng đồng"],
        [("thôn có tổ tiết kiệm và vay vốn", None)],
    ),
    "cashless": (
        ["trường học thu học phí không dùng tiền mặt", "chi trả an sinh xã hội không dùng tiền mặt"],
        [("tỷ lệ hồ sơ TTHC thanh toán không dùng tiền mặt", "payment_files")],
    ),
}

# What plans of other fields set, or what sounds like reform and is in no taxonomy
FOREIGN = [
    "hộ nghèo được cấp thẻ bảo hiểm y tế",
    "trẻ em dưới 1 tuổi được tiêm chủng đầy đủ",
    "số xã, phường trên toàn thành phố không có ma túy",
    "doanh nghiệp ứng dụng công nghệ tiên tiến trong sản xuất",
    "diện tích nuôi thủy sản áp dụng quy trình tiên tiến",
    "tỷ lệ che phủ rừng",
    "học sinh hoàn thành chương trình tiểu học",
    "cơ sở cai nghiện ma túy công lập đủ điều kiện",
    "cán bộ, chiến sĩ được trang bị vũ khí, công cụ hỗ trợ",
    "chất thải rắn sinh hoạt được thu gom, xử lý",
    "khu công nghiệp triển khai chương trình hỗ trợ đổi mới công nghệ",
    "hồ sơ, dữ liệu chuyên ngành được quản lý, cập nhật, khai thác trên môi trường số",
    "dân số được quản lý hồ sơ sức khỏe điện tử",
    "người dân sử dụng nước sạch",
    "vụ việc hòa giải thành ở cơ sở",
    "quy mô kinh tế số GRDP",
    "cơ quan truyền thông có chuyên trang, chuyên mục về phòng, chống ma túy",
    "số người vi phạm pháp luật được trợ giúp pháp lý",
]


def test_every_indicator_has_examples() -> None:
    assert set(SAID) == set(indicators())


@pytest.mark.parametrize("key", SAID)
def test_ways_of_saying_it(key: str) -> None:
    unit = indicators()[key].units[0]
    for text in SAID[key][0]:
        assert match(text, unit=unit) == key, text


@pytest.mark.parametrize("key", SAID)
def test_near_misses(key: str) -> None:
    unit = indicators()[key].units[0]
    for text, instead in SAID[key][1]:
        assert match(text, unit=unit if instead is None else indicators()[instead].units[0]) == instead, text


@pytest.mark.parametrize("text", FOREIGN)
def test_other_fields_stay_without_indicator(text: str) -> None:
    assert match(text, unit="%") is None


@pytest.mark.parametrize("key", SAID)
def test_without_marks_as_with_them(key: str) -> None:
    unit = indicators()[key].units[0]
    for text in SAID[key][0]:
        assert match(fold(text), unit=unit) == key


def test_a_number_of_another_unit_is_not_it() -> None:
    assert match("hồ sơ TTHC giải quyết đúng hạn", unit="hồ sơ") is None
    assert match("Chỉ số cải cách hành chính", unit="hạng") == "par_index_rank"
    assert match("Chỉ số cải cách hành chính", unit="%") == "par_index_score"


def test_a_text_that_names_nothing_is_read_with_its_heading() -> None:
    headings = ["II. MỤC TIÊU", "Tỷ lệ hồ sơ TTHC giải quyết đúng hạn"]
    assert match("Cấp xã", headings, "%") == "on_time"
    assert match("Cấp xã", ["II. MỤC TIÊU"], "%") is None


def test_indices_that_share_a_number_go_by_the_first() -> None:
    assert match("Kết quả Chỉ số CCHC (PAR INDEX), Chỉ số PAPI", unit="hạng") == "par_index_rank"
    assert match("Chỉ số PAPI, Chỉ số PAR INDEX", unit="hạng") == "papi_rank"


@pytest.mark.parametrize(
    ("question", "key"),
    [
        ("target on-time TTHC rate", "on_time"),
        ("tỷ lệ hồ sơ TTHC giải quyết đúng hạn", "on_time"),
        ("ty le ho so giai quyet dung han", "on_time"),
        ("on time settlement of administrative procedures", "on_time"),
        ("đúng hạn đạt bao nhiêu phần trăm?", "on_time"),
        ("ti le giai quyet tthc dung han cua cac xa", "on_time"),
        ("hồ sơ giải quyết trước hạn bao nhiêu", "early"),
        ("files settled ahead of time", "early"),
        ("mức độ hài lòng của người dân", "satisfaction"),
        ("citizen satisfaction target", "satisfaction"),
        ("muc do hai long ve giai quyet tthc", "satisfaction_procedures"),
        ("hài lòng lĩnh vực đất đai", "satisfaction_land"),
        ("số sáng kiến CCHC", "initiatives"),
        ("how many initiatives in administrative reform", "initiatives"),
        ("giải ngân đầu tư công bao nhiêu", "disbursement"),
        ("digitisation of results of procedures", "results_digitised"),
        ("ty le so hoa ket qua", "results_digitised"),
        ("tỷ lệ kiểm tra CCHC", "inspection"),
        ("tỷ lệ hồ sơ trực tuyến", "online_files"),
        ("xếp hạng PAR INDEX", "par_index_rank"),
        ("hồ sơ công việc trên môi trường mạng", "work_files"),
        ("tinh giản biên chế sự nghiệp giảm bao nhiêu", "public_staff_cut"),
    ],
)
def test_questions(question: str, key: str) -> None:
    assert indicator_of_question(question)[:1] == [key]


def test_a_question_that_could_mean_two_gets_both() -> None:
    assert set(indicator_of_question("tỷ lệ thanh toán trực tuyến")) == {
        "payment_procedures",
        "payment_files",
    }


@pytest.mark.parametrize(
    "question",
    ["tỷ lệ che phủ rừng", "số giường bệnh", "how to cook pho", "", "ai ký kế hoạch 182?", "tỷ lệ hộ nghèo"],
)
def test_questions_about_something_else(question: str) -> None:
    assert indicator_of_question(question) == []


def test_the_data_file_is_sound() -> None:
    for key, indicator in indicators().items():
        assert indicator.field in fields(), key
        assert indicator.direction in {"higher", "lower"}, key
        assert indicator.ways and indicator.units and indicator.vi and indicator.en, key
        assert key not in indicator.unlike and set(indicator.unlike) <= set(indicators()), key
