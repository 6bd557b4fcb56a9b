using System.Text.Json;
using static Holdfast.Cli.Tests.Serving.ServingCommand;

namespace Holdfast.Cli.Tests.Serving;

/// <summary>The lines of the log on standard output, as text and as JSON.</summary>
[CancelAfter(60_000)]
public sealed class ServeLogTests
{
    // The path names a line break and a quotation mark; a field can't have a line break on the wire, but other control characters.
    private const string HostilePath = "/files/a%0A2026/01/01%20level=ERROR%20event=Forged%22";

    private const string HostileId = "a\" level=ERROR event=Forged \u001b[2J\t";

    [Test]
    public async Task Numbers_are_numbers_and_a_refusal_says_why_in_JSON(CancellationToken cancellationToken)
    {
        var lines = await LogAsync("json", async serving =>
        {
            var path = await serving.CreateAsync(5, cancellationToken);
            await serving.AskAsync(Patch(path, 0, 5, "X-Request-ID: 7f0c\r\n") + "hello", cancellationToken);
            await serving.AskAsync(Request("HEAD", "/files/unknown"), cancellationToken);
        }, cancellationToken);

        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        var written = events.Single(one => one.GetProperty("msg").GetString() == "ChunkWriteComplete");
        written.GetProperty("bytesWritten").GetInt64().ShouldBe(5);
        written.GetProperty("requestId").GetString().ShouldBe("7f0c");
        written.GetProperty("method").GetString().ShouldBe("PATCH");
        events.Single(one => one.GetProperty("msg").GetString() == "UploadFinished").GetProperty("size").GetInt64().ShouldBe(5);
        var refused = events.Last(one => one.GetProperty("msg").GetString() == "ResponseOutgoing");
        refused.GetProperty("status").GetInt32().ShouldBe(404);
        refused.GetProperty("body").GetString().ShouldNotBeNull().ShouldStartWith("ERR_UPLOAD_NOT_FOUND: ");
        events.ShouldAllBe(one => one.GetProperty("level").GetString() == "INFO");
    }

    [Test]
    public async Task A_clients_text_forges_no_line_of_JSON(CancellationToken cancellationToken)
    {
        var lines = await LogAsync("json", serving => AskHostilelyAsync(serving, cancellationToken), cancellationToken);

        var events = lines.Select(line => JsonDocument.Parse(line).RootElement).ToList();
        events.Select(one => one.GetProperty("msg").GetString()).ShouldBe(["RequestIncoming", "ResponseOutgoing"]);
        events.ShouldAllBe(one => one.GetProperty("requestId").GetString()!.StartsWith("a\" level=ERROR event=Forged "));
    }

    [Test]
    public async Task A_clients_text_forges_no_line_and_no_field_of_text(CancellationToken cancellationToken)
    {
        var lines = await LogAsync("text", serving => AskHostilelyAsync(serving, cancellationToken), cancellationToken);

        lines.Count.ShouldBe(2);
        foreach (var line in lines)
        {
            line.ShouldMatch(
                "^[0-9/]{10} [0-9:.]{15} level=INFO event=(RequestIncoming|ResponseOutgoing) method=HEAD path=\"([^\"\\\\]|\\\\.)*\" "
                    + "requestId=\"([^\"\\\\]|\\\\.)*\"( status=404 body=\"([^\"\\\\]|\\\\.)*\")?$");
            line.ShouldNotContain('\u001b');
        }
    }

    private static async Task AskHostilelyAsync(ServingCommand serving, CancellationToken cancellationToken) =>
        await serving.AskAsync(Request("HEAD", HostilePath, $"X-Request-ID: {HostileId}\r\n"), cancellationToken);

    // What the server says after its lines at the start.
    private static async Task<IReadOnlyList<string>> LogAsync(
        string format, Func<ServingCommand, Task> use, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var serving = await StartAsync(directory, cancellationToken, "-log-format", format);
        var before = serving.Process.Output.Count;
        await use(serving);
        (await serving.Process.InterruptAsync(cancellationToken)).ShouldBe(0);
        return serving.Process.Output.Skip(before).ToList();
    }
}
