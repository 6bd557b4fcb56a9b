using Holdfast.Server.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Tests.Endpoints;

/// <summary>What a log names a request by, also a log that writes messages as they are.</summary>
public sealed class LoggedRequestTests
{
    [TestCase(0x0A, Description = "A line feed.")]
    [TestCase(0x0D, Description = "A carriage return.")]
    [TestCase(0x1B, Description = "An escape, which begins commands of a terminal.")]
    [TestCase(0x85, Description = "A next line.")]
    [TestCase(0x2028, Description = "A line separator.")]
    public void Nothing_that_a_client_sends_begins_another_line(int code)
    {
        var breaking = (char)code;
        var context = new DefaultHttpContext();
        context.Request.Method = $"A{breaking}B";
        context.Request.Path = $"/files/{breaking}event=UploadFinished";
        context.Request.Headers["X-Request-ID"] = $"1{breaking}2";

        var logged = LoggedRequest.Of(context);

        foreach (var value in new[] { logged.Method, logged.Path, logged.Id })
        {
            value.ShouldNotContain(letter => char.IsControl(letter) || letter == '\u2028');
            value.ShouldContain('\uFFFD');
        }
    }

    [Test]
    public void Other_text_stays_as_it_is()
    {
        var context = new DefaultHttpContext();
        context.Request.Path = "/files/ä \"b\"";
        context.Request.Headers["X-Request-ID"] = "\"7f0c\"";

        LoggedRequest.Of(context).ShouldBe(new LoggedRequest("", "/files/ä \"b\"", "\"7f0c\""));
    }
}
