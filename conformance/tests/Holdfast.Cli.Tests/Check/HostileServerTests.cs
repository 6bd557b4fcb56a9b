using AngleSharp.Html.Parser;
using Holdfast.Reports;

namespace Holdfast.Cli.Tests.Check;

/// <summary>Data from a hostile server is shown as text, in the report and on the terminal.</summary>
public sealed class HostileServerTests
{
    private const string Escape = "\u001b[31mred\u001b]0;title\u0007";

    private const string Answer =
        "HTTP/1.1 200 <script>alert('status')</script>" + Escape + "\r\n" +
        "Tus-Resumable: 1.0.0<img src=x onerror=alert(1)>\r\n" +
        "Tus-Version: 1.0.0, \"><script>alert('version')</script>" + Escape + "\r\n" +
        "Tus-Extension: creation,<script>alert('extension')</script>\r\n" +
        "Upload-Offset: " + Escape + "</td></table><script>alert('offset')</script>\r\n" +
        "Location: javascript:alert('location')\r\n" +
        "Content-Length: 40\r\n\r\n<script>alert('body')</script>\u0000\u009b31m\u001b[2J!!";

    [Test]
    [CancelAfter(60_000)]
    public async Task Hostile_text_has_no_effect_in_the_report_or_on_the_terminal(CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        await using var server = HostileServer.Start(Answer);
        var run = await HoldfastCommand.RunAsync(
            cancellationToken, "check", server.Url, "--except", "tus/resilience", "--report", report.FullName);

        run.ExitCode.ShouldBe(ExitCode.Failed, run.StandardError);
        ControlsOf(run.StandardOutput).ShouldBeEmpty();
        ControlsOf(run.StandardError).ShouldBeEmpty();
        run.StandardOutput.ShouldContain(@"\x1b[31mred");

        var page =
            await new HtmlParser().ParseDocumentAsync(await File.ReadAllTextAsync(report.At(ReportDirectory.HtmlFile), cancellationToken));
        page.QuerySelectorAll("script").Length.ShouldBe(1, "the report's own script, allowed by its hash");
        page.QuerySelectorAll("img, iframe, object, embed, link").ShouldBeEmpty();
        page.All.SelectMany(element => element.Attributes)
            .ShouldNotContain(attribute => attribute.Name.StartsWith("on", StringComparison.OrdinalIgnoreCase));
        page.QuerySelectorAll("a")
            .ShouldNotContain(link => link.GetAttribute("href")!.StartsWith("javascript", StringComparison.OrdinalIgnoreCase));
        page.Body!.TextContent.ShouldContain("<script>alert('status')</script>");
        ControlsOf(page.Body.TextContent).ShouldBeEmpty();
    }

    [TestCase("SSH-2.0-OpenSSH_9.2\r\n")]
    [TestCase("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")]
    [CancelAfter(60_000)]
    public async Task A_server_without_uploads_exits_with_3_and_one_sentence(string answer, CancellationToken cancellationToken)
    {
        using var report = new TemporaryDirectory();
        await using var server = HostileServer.Start(answer);
        var run = await HoldfastCommand.RunAsync(cancellationToken, "check", server.Url, "--patience", "2", "--report", report.At("none"));

        run.ExitCode.ShouldBe(ExitCode.NothingRun);
        run.StandardError.ShouldContain(server.Url);
        run.StandardError.Trim().Split('\n').Length.ShouldBe(1);
    }

    private static IEnumerable<string> ControlsOf(string text) =>
        text.Where(character => char.IsControl(character) && character is not ('\n' or '\r')).Select(character => $"U+{(int)character:X4}");
}
