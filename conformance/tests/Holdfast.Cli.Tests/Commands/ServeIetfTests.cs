using CliWrap.Buffered;

namespace Holdfast.Cli.Tests.Commands;

/// <summary>The IETF draft on the command's server, as its flags say and as curl sees it.</summary>
public sealed class ServeIetfTests
{
    [Test]
    [CancelAfter(60_000)]
    public async Task Curl_sees_the_104_and_the_answer(
        [Values("--http1.1", "--http2-prior-knowledge")] string http, CancellationToken cancellationToken)
    {
        if (!await CanAsync(http, cancellationToken))
        {
            Assert.Ignore("There is no curl that speaks it.");
        }

        using var directory = new TemporaryDirectory();
        await File.WriteAllTextAsync(directory.At("kelp.txt"), "hello", cancellationToken);
        using var command = RunningCommand.Start(
            "serve", "-host=127.0.0.1", "-port=0", "-enable-h2c", "-upload-dir", directory.At("uploads"), "-ietf-max-append-size=100");
        var url = (await command.LineAsync("You can now upload files to: ", cancellationToken)).Split(' ')[^1];

        var seen = await CurlAsync(
            cancellationToken,
            "-sSi", http, "-H", "Upload-Draft-Interop-Version: 8", "-H", "Upload-Complete: ?1", "-H", "Content-Type: text/plain",
            "--data-binary", $"@{directory.At("kelp.txt")}", url);

        var answers = seen.Split("\r\n\r\n");
        var name = http == "--http1.1" ? "HTTP/1.1" : "HTTP/2";
        answers[0].ShouldStartWith($"{name} 104 ");
        answers[0].ShouldContain("upload-draft-interop-version: 8", Case.Insensitive);
        answers[0].ShouldContain("upload-limit: min-size=0, max-append-size=100", Case.Insensitive);
        var final = answers.Last(answer => answer.StartsWith(name, StringComparison.Ordinal));
        final.ShouldStartWith($"{name} 201 ");
        final.ShouldContain("upload-complete: ?1", Case.Insensitive);
        LocationIn(final).ShouldBe(LocationIn(answers[0]));
        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    [Test]
    [CancelAfter(60_000)]
    public async Task The_draft_can_be_switched_off([Values] bool off, CancellationToken cancellationToken)
    {
        using var directory = new TemporaryDirectory();
        using var command = RunningCommand.Start("serve", "-host=127.0.0.1", "-port=0", "-upload-dir", directory.FullName,
            "-enable-experimental-protocol", $"-disable-ietf={(off ? "true" : "false")}");
        var url = (await command.LineAsync("You can now upload files to: ", cancellationToken)).Split(' ')[^1];

        using var http = new HttpClient();
        using var options = await http.SendAsync(new HttpRequestMessage(HttpMethod.Options, url), cancellationToken);

        options.Headers.Contains("Upload-Limit").ShouldBe(!off);
        (await command.InterruptAsync(cancellationToken)).ShouldBe(0);
    }

    private static string LocationIn(string answer) =>
        answer.Split("\r\n").Single(line => line.StartsWith("Location:", StringComparison.OrdinalIgnoreCase))["Location:".Length..];

    private static async Task<bool> CanAsync(string http, CancellationToken cancellationToken)
    {
        try
        {
            var version = await CurlAsync(cancellationToken, "--version");
            return http == "--http1.1" || version.Contains("HTTP2", StringComparison.Ordinal);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }

    private static async Task<string> CurlAsync(CancellationToken cancellationToken, params string[] arguments) =>
        (await CliWrap.Cli.Wrap("curl").WithArguments(arguments).ExecuteBufferedAsync(cancellationToken)).StandardOutput;
}
