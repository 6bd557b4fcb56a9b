using System.Net.Sockets;

namespace Holdfast.Chaos.Tests.Rigs;

/// <summary>Literal exchanges through a proxy with HTTP faults.</summary>
internal static class HttpExchangeRig
{
    public const string Head = "PATCH /files/1?x HTTP/1.1\r\nHost: h\r\nContent-Length: 10\r\n\r\n";
    public const string Body = "0123456789";
    public const string NoContent = "HTTP/1.1 204 No Content\r\nUpload-Offset: 10\r\n\r\n";
    public const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello";

    public static async Task RequestAsync(this Socket client, Socket server, CancellationToken token, string request = Head + Body)
    {
        await client.SendTextAsync(request, token);
        (await server.ReceiveTextAsync(request.Length, token)).ShouldBe(request);
    }

    public static async Task AnswerAsync(this Socket server, Socket client, string response, CancellationToken token)
    {
        await server.SendTextAsync(response, token);
        (await client.ReceiveTextAsync(response.Length, token)).ShouldBe(response);
    }

    public static async Task ReceiveNothingAsync(this Socket socket, CancellationToken token)
    {
        // The absence of data cannot be awaited; on loopback data arrives within a millisecond.
        await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, token);
        socket.Poll(0, SelectMode.SelectRead).ShouldBeFalse("nothing, not even an end, was expected");
    }

    /// <summary>Everything that arrives, as text, and how it ends.</summary>
    public static async Task<(string Text, string End)> ReceiveAllAsync(this Socket socket, CancellationToken token)
    {
        var (data, end) = await socket.ReceiveToEndAsync(token);
        return (System.Text.Encoding.Latin1.GetString(data), end);
    }
}
