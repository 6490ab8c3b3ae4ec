"""Bodies as a running One API sent them, to the letter."""

# ruff: noqa: E501

STATUS = '{"data":{"chat_link":"","display_in_currency":true,"quota_per_unit":500000,"server_address":"http://localhost:3000","start_time":1795409683,"system_name":"One API","top_up_link":"","version":"v0.6.11-preview-8df4a26"},"message":"","success":true}'
SELF_ROOT = '{"data":{"id":1,"username":"root","password":"","display_name":"Root User","role":100,"status":1,"email":"","github_id":"","wechat_id":"","lark_id":"","oidc_id":"","verification_code":"","access_token":"","quota":500000000000000,"used_quota":0,"request_count":0,"group":"default","aff_code":"","inviter_id":0},"message":"","success":true}'
SELF_ALICE = '{"data":{"id":2,"username":"alice","password":"","display_name":"Alice","role":1,"status":1,"email":"","github_id":"","wechat_id":"","lark_id":"","oidc_id":"","verification_code":"","access_token":"","quota":500000,"used_quota":0,"request_count":0,"group":"default","aff_code":"TLFf","inviter_id":0},"message":"","success":true}'

NO_TOKEN_401 = '{"message":"无权进行此操作，未登录且未提供 access token","success":false}'
BAD_TOKEN = '{"message":"无权进行此操作，access token 无效","success":false}'
LOW_ROLE = '{"message":"无权进行此操作，权限不足","success":false}'
NOT_FOUND = '{"message":"record not found","success":false}'
NAME_TOO_LONG = '{"message":"参数错误：令牌名称过长","success":false}'
EMPTY_SUCCESS = '{"message":"","success":true}'
NO_HIT = '{"data":[],"message":"","success":true}'

KEY_1 = "1AsegAw04iB12kCMDb01Bb2a76A54a55876190612d4d39C1"
KEY_2 = "nI9ndbCgsqNHZ0E0Ab158b186559493e884f0dF21574E90b"
TOKEN_1 = '{"data":{"id":1,"user_id":1,"key":"1AsegAw04iB12kCMDb01Bb2a76A54a55876190612d4d39C1","status":1,"name":"TG-20261123-0001","created_time":1795409686,"accessed_time":1795409686,"expired_time":-1,"remain_quota":500000,"unlimited_quota":false,"used_quota":0,"models":null,"subnet":""},"message":"","success":true}'
TOKEN_1_USED = '{"data":{"id":1,"user_id":1,"key":"1AsegAw04iB12kCMDb01Bb2a76A54a55876190612d4d39C1","status":1,"name":"TG-20261123-0001","created_time":1795409686,"accessed_time":1795409687,"expired_time":-1,"remain_quota":499000,"unlimited_quota":false,"used_quota":1000,"models":null,"subnet":""},"message":"","success":true}'
TOKEN_10_EXHAUSTED = '{"data":{"id":10,"user_id":1,"key":"Yz3pE9tyeL12H17z1447300eBaEf4a3d87668b79871fA320","status":4,"name":"one","created_time":1795409688,"accessed_time":1795409688,"expired_time":-1,"remain_quota":-999,"unlimited_quota":false,"used_quota":1000,"models":null,"subnet":""},"message":"","success":true}'
TOKEN_11_DISABLED = '{"data":{"id":11,"user_id":3,"key":"ipbHTFdhPFifqnwf2f80404d359e4cD79eEf738fAb3f9900","status":2,"name":"b","created_time":1795409689,"accessed_time":1795409689,"expired_time":-1,"remain_quota":500000,"unlimited_quota":false,"used_quota":0,"models":null,"subnet":""},"message":"","success":true}'
TWO_TOKENS = '{"data":[{"id":1,"user_id":1,"key":"1AsegAw04iB12kCMDb01Bb2a76A54a55876190612d4d39C1","status":1,"name":"TG-20261123-0001","created_time":1795409686,"accessed_time":1795409686,"expired_time":-1,"remain_quota":500000,"unlimited_quota":false,"used_quota":0,"models":null,"subnet":""},{"id":2,"user_id":1,"key":"nI9ndbCgsqNHZ0E0Ab158b186559493e884f0dF21574E90b","status":1,"name":"TG-20261123-0001","created_time":1795409686,"accessed_time":1795409686,"expired_time":-1,"remain_quota":500000,"unlimited_quota":false,"used_quota":0,"models":null,"subnet":""}],"message":"","success":true}'

CODE = "032f2bafa64e46969ec596cc1be444e3"
CODE_CREATED = '{"data":["032f2bafa64e46969ec596cc1be444e3"],"message":"","success":true}'
THREE_CODES = '{"data":["cdbebffb35624cbfb6c0c154b528b9ba","cea492f7ff9643f18ce7ed8d6de10119","8819251457414fa99525ec1b9d2dd030"],"message":"","success":true}'
CODE_FOUND = '{"data":[{"id":1,"user_id":1,"key":"032f2bafa64e46969ec596cc1be444e3","status":1,"name":"TG-20261123-0001","quota":500000,"created_time":1795409686,"redeemed_time":0,"count":0}],"message":"","success":true}'
ZERO_QUOTA_FOUND = '{"data":[{"id":5,"user_id":1,"key":"f36128349660470cbbde9093c11a00f4","status":1,"name":"zeroq","quota":100,"created_time":1795409686,"redeemed_time":0,"count":0}],"message":"","success":true}'
CODE_1 = '{"data":{"id":1,"user_id":1,"key":"032f2bafa64e46969ec596cc1be444e3","status":1,"name":"TG-20261123-0001","quota":500000,"created_time":1795409686,"redeemed_time":0,"count":0},"message":"","success":true}'
CODE_1_USED = '{"data":{"id":1,"user_id":1,"key":"032f2bafa64e46969ec596cc1be444e3","status":3,"name":"TG-20261123-0001","quota":500000,"created_time":1795409686,"redeemed_time":1795409687,"count":0},"message":"","success":true}'
CODE_2_DISABLED = '{"data":{"id":2,"user_id":1,"key":"cdbebffb35624cbfb6c0c154b528b9ba","status":2,"name":"stock","quota":1000000,"created_time":1795409686,"redeemed_time":0,"count":0},"message":"","success":true}'

MODELS = '{"data":[{"id":"gpt-3.5-turbo","object":"model","created":1626777600,"owned_by":"openai","permission":[],"root":"gpt-3.5-turbo","parent":null}],"object":"list"}'
BAD_KEY = (
    '{"error":{"message":"无效的令牌 (request id: 2026112304544825494817657860933)","type":"one_api_error"}}'
)
CHANNEL_PINNING_REFUSED = '{"error":{"message":"普通用户不支持指定渠道 (request id: 2026112304544823459878356540629)","type":"one_api_error"}}'
