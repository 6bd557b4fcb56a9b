namespace Holdfast.Chaos.Tests.Toxiproxy.Server;

public sealed class ToxiproxyPopulateTests : ToxiproxyServerFixture
{
    [Test]
    [CancelAfter(20_000)]
    public async Task Populate_creates_leaves_alone_and_replaces(CancellationToken token)
    {
        (await AskAsync("POST", "/populate", "[]", token)).ShouldBe((201, "{\"proxies\":[]}"));
        var created = await AskAsync("POST", "/populate", """[{"name":"a","listen":":0","upstream":"u:1"}]""", token);
        created.Status.ShouldBe(201);
        var listen = ListenOf(created.Body);
        await AskAsync("POST", "/proxies/a/toxics", """{"type":"noop"}""", token);

        var equal =
            await AskAsync("POST", "/populate", $$"""[{"name":"a","listen":"{{listen}}","upstream":"u:1","enabled":false}]""", token);
        equal.Body.ShouldContain("noop_downstream");
        equal.Body.ShouldContain("\"enabled\":true");

        var differs = await AskAsync("POST", "/populate", $$"""[{"name":"a","listen":"{{listen}}","upstream":"u:2"}]""", token);
        differs.ShouldBe(
            (201, $"{{\"proxies\":[{{\"name\":\"a\",\"listen\":\"{listen}\",\"upstream\":\"u:2\",\"enabled\":true,\"toxics\":[]}}]}}"));
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Populate_checks_all_entries_first_and_keeps_what_came_before_a_failed_one(CancellationToken token)
    {
        var missing = await AskAsync("POST", "/populate", """[{"name":"a","upstream":"u:1"},{"upstream":"u:1"}]""", token);
        missing.ShouldBe((400, """{"error":"missing required field: name at proxy 2","status":400,"proxies":[]}"""));
        (await AskAsync("GET", "/proxies", null, token)).Body.ShouldBe("{}");

        using var taken = Taken(out var address);
        var failed = await AskAsync(
            "POST", "/populate",
            $$"""[{"name":"a","upstream":"u:1","listen":"127.0.0.1:0"},{"name":"b","upstream":"u:1","listen":"{{address}}"},{"name":"c","upstream":"u:1"}]""", token);
        failed.Status.ShouldBe(500);
        failed.Body.ShouldContain("\"proxies\":[{\"name\":\"a\"");
        (await AskAsync("GET", "/proxies/c", null, token)).Status.ShouldBe(404);
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task Reset_enables_all_and_removes_all_toxics_and_reads_no_body(CancellationToken token)
    {
        await CreateAsync("p", token);
        await CreateAsync("q", token);
        await AskAsync("POST", "/proxies/p/toxics", """{"type":"noop"}""", token);
        await AskAsync("POST", "/proxies/q", """{"enabled":false}""", token);

        (await AskAsync("POST", "/reset", "{bad", token)).ShouldBe((204, ""));

        var all = (await AskAsync("GET", "/proxies", null, token)).Body;
        all.ShouldNotContain("noop");
        all.ShouldNotContain("false");
    }
}
