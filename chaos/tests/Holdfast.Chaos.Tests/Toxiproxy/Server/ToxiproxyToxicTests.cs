namespace Holdfast.Chaos.Tests.Toxiproxy.Server;

public sealed class ToxiproxyToxicTests : ToxiproxyServerFixture
{
    [TestCase("latency", """{"latency":0,"jitter":0}""")]
    [TestCase("bandwidth", """{"rate":0}""")]
    [TestCase("timeout", """{"timeout":0}""")]
    [TestCase("reset_peer", """{"timeout":0}""")]
    [TestCase("limit_data", """{"bytes":0}""")]
    [TestCase("slow_close", """{"delay":0}""")]
    [TestCase("packet_loss", """{"loss_rate":0,"correlation":0}""")]
    [TestCase("limit_time", """{"time":0}""")]
    [TestCase("slow_open", """{"delay":0}""")]
    [TestCase("shared_bandwidth", """{"rate":0}""")]
    [TestCase("noop", "{}")]
    [TestCase("http", """{"moment":"before_request","action":"close","nth":1}""")]
    [TestCase("lost-104", """{"nth":1}""")]
    [TestCase("lost-201", """{"nth":1}""")]
    [TestCase("lost-204", """{"nth":1}""")]
    [CancelAfter(20_000)]
    public async Task A_toxic_has_toxiproxys_defaults(string type, string attributes, CancellationToken token)
    {
        await CreateAsync("p", token);

        var added = await AskAsync(
            "POST", "/proxies/p/toxics", $$"""{"name":"","type":"{{type}}","unknown":1,"attributes":{"unknown":1} }""", token);

        var expected =
            $$"""{"attributes":{{attributes}},"name":"{{type}}_downstream","type":"{{type}}","stream":"downstream","toxicity":1}""";
        added.ShouldBe((200, expected));
        (await AskAsync("GET", "/proxies/p/toxics", null, token)).ShouldBe((200, $"[{expected}]"));
        (await AskAsync("POST", "/proxies/p/toxics", $$"""{"type":"{{type}}"}""", token)).Status.ShouldBe(409);
        (await AskAsync("DELETE", $"/proxies/p/toxics/{type}_downstream", null, token)).ShouldBe((204, ""));
        (await AskAsync("GET", "/proxies/p/toxics", null, token)).ShouldBe((200, "[]"));
    }

    [TestCase("1.5")]
    [TestCase("100.0")]
    [TestCase("1e2")]
    [TestCase("\"100\"")]
    [TestCase("9223372036854775808")]
    [CancelAfter(20_000)]
    public async Task Attributes_are_strict_integers(string value, CancellationToken token)
    {
        await CreateAsync("p", token);

        var answer =
            await AskAsync("POST", "/proxies/p/toxics", "{\"type\":\"latency\",\"attributes\":{\"latency\":" + value + "}}", token);

        answer.Status.ShouldBe(400);
        answer.Body.ShouldContain("bad request body");
        (await AskAsync("GET", "/proxies/p/toxics", null, token)).Body.ShouldBe("[]");
    }

    [TestCase("{}", "'average_size' is 0, but must be greater than 0")]
    [TestCase("""{"average_size":-1}""", "'average_size' is -1, but must be greater than 0")]
    [TestCase("""{"average_size":10,"size_variation":11}""", "'size_variation' is 11, but must be from 0 to 'average_size', which is 10")]
    [TestCase("""{"average_size":10,"size_variation":-1}""", "'size_variation' is -1")]
    [CancelAfter(20_000)]
    public async Task A_slicer_that_toxiproxy_2_13_refuses_is_refused_when_added_and_when_changed(
        string attributes, string words, CancellationToken token)
    {
        await CreateAsync("p", token);
        var added = await AskAsync("POST", "/proxies/p/toxics", $$"""{"type":"slicer","attributes":{{attributes}}}""", token);
        var valid = await AskAsync(
            "POST", "/proxies/p/toxics", """{"type":"slicer","attributes":{"average_size":10,"size_variation":10}}""", token);
        var changed = await AskAsync("PATCH", "/proxies/p/toxics/slicer_downstream", """{"attributes":{"average_size":5}}""", token);

        added.Status.ShouldBe(400);
        ErrorOf(added.Body).ShouldContain(words);
        valid.ShouldBe(
            (200, """{"attributes":{"average_size":10,"size_variation":10,"delay":0},"name":"slicer_downstream","type":"slicer","stream":"downstream","toxicity":1}"""));
        changed.Status.ShouldBe(400);
        (await AskAsync("GET", "/proxies/p/toxics/slicer_downstream", null, token)).ShouldBe(valid);
    }

    [TestCase("2", "2")]
    [TestCase("-1", "-1")]
    [TestCase("0", "0")]
    [TestCase("0.123456789", "0.12345679")]
    [TestCase("null", "1")]
    [CancelAfter(20_000)]
    public async Task Toxicity_is_returned_as_a_32_bit_number(string given, string echoed, CancellationToken token)
    {
        await CreateAsync("p", token);

        var answer = await AskAsync("POST", "/proxies/p/toxics", $$"""{"type":"noop","toxicity":{{given}}}""", token);

        answer.Status.ShouldBe(200);
        answer.Body.ShouldEndWith($"\"toxicity\":{echoed}}}");
    }

    [TestCase("POST")]
    [TestCase("PATCH")]
    [CancelAfter(20_000)]
    public async Task An_update_merges_and_is_all_or_nothing(string method, CancellationToken token)
    {
        await CreateAsync("p", token);
        await AskAsync("POST", "/proxies/p/toxics", """{"type":"latency","stream":"UpStream","attributes":{"latency":5,"jitter":7}}""",
            token);

        var merged = await AskAsync(
            method, "/proxies/p/toxics/latency_UpStream", """{"name":"x","type":"y","attributes":{"latency":77,"jitter":null}}""", token);
        merged.ShouldBe((200,
            """{"attributes":{"latency":77,"jitter":7},"name":"latency_UpStream","type":"latency","stream":"UpStream","toxicity":1}"""));

        var refused = await AskAsync(
            method, "/proxies/p/toxics/latency_UpStream", """{"attributes":{"latency":1,"jitter":"x"},"toxicity":0.9}""", token);
        refused.Status.ShouldBe(400);
        (await AskAsync("GET", "/proxies/p/toxics/latency_UpStream", null, token)).ShouldBe(merged);
    }
}
