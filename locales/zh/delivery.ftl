delivery-key-title = <b>API Key 已到手，马上就能用。</b>
delivery-key-values =
    Base URL
    <code>{ $base_url }</code>
    API Key
    <code>{ $secret }</code>
delivery-key-steps =
    <b>接下来</b>
    1. 点下面的按钮，复制这两个值。
    2. 填进你的程序：分别是 <code>base_url</code> 和 <code>api_key</code>。
    3. 第一次用？点你熟悉的编程语言，代码已替你填好，粘贴就能跑。
delivery-key-note =
    不用注册账号。Base URL 是给程序用的，请别在浏览器里打开。
    谁拿到 Key 谁就能用你的额度，请自己收好。

delivery-code-title = <b>这是你的兑换码。</b>
delivery-code-value =
    兑换码
    <code>{ $secret }</code>
delivery-code-note = 拿到兑换码不是出错：这笔订单以兑换码发货，自己兑换成额度就行，大约三分钟。
delivery-code-steps =
    <b>五步搞定</b>
    1. 到控制台<a href="{ $register_url }">注册</a>或<a href="{ $login_url }">登录</a>。
    2. 如果还停在 One API 欢迎页，点右上角菜单，从里面进入“注册 / 登录”。
    3. 打开“钱包 / 充值 / 兑换”，粘贴兑换码。
    4. 额度到账后，打开“Tokens / API Keys（令牌）”，给自己新建一个 Key。
    5. 用这个 Key 配合下面的 Base URL 调用。Base URL 是给程序用的，请别在浏览器里打开。
delivery-code-base-url =
    Base URL
    <code>{ $base_url }</code>
delivery-samples = <b>第一次调用：</b>点下面你熟悉的编程语言，填上你新建的 Key。
button-copy-key = 复制 API Key
button-copy-code = 复制兑换码

sample-title = <b>第一次调用 · { $language }</b>
sample-run = { $language ->
    [python] 存为 <code>first_call.py</code>，然后运行：
        <pre>pip install openai
        python first_call.py</pre>
    [nodejs] 存为 <code>first-call.mjs</code>，然后运行：
        <pre>npm install openai
        node first-call.mjs</pre>
    [java] 存为 <code>FirstCall.java</code>，用 <a href="https://www.jbang.dev">JBang</a> 运行：
        <pre>jbang FirstCall.java</pre>
    [go] 在新文件夹里存为 <code>main.go</code>，然后运行：
        <pre>go mod init first-call
        go mod tidy
        go run .</pre>
   *[other] 粘贴到终端运行（macOS、Linux，Windows 用 Git Bash）：
}
sample-replace-key = 把 <code>{ $placeholder }</code> 换成你自己的 Key。
sample-tap-to-copy = 点一下代码就能复制。看到回复，就说明接通了。
button-my-key = 我的 Key / 兑换码
