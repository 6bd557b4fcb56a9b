using Holdfast.Server.Endpoints;
using Microsoft.AspNetCore.Http;

namespace Holdfast.Server.Tests.Endpoints;

/// <summary>What a log names a request by, also a log that writes messages as they are.</summary>
public sealed class LoggedRequestTests
{
    [TestCase("\n")]
    [TestCase("\r\n")]
    [TestCase("\u001b[2J")]
    [TestCase("\u0085")]
    [TestCase("\u2028")]
    public void Nothing_that_a_client_sends_begins_another_line(string breaking)
    {
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
