using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;

namespace Holdfast.Chaos.Tests.Rigs;

/// <summary>Sends literal requests to an API, and answers with literal bytes.</summary>
internal static partial class RawHttp
{
    /// <summary>Sends a request with this body; returns the status, the head and the body as they arrived.</summary>
    public static async Task<(int Status, string Head, string Body)> AskAsync(
        Uri url, string method, string target, string? body, CancellationToken token, string headers = "", string? host = null)
    {
        using var socket = await Wire.ConnectAsync(new IPEndPoint(IPAddress.Loopback, url.Port), token);
        var bodyBytes = Encoding.UTF8.GetBytes(body ?? "");
        await socket.SendTextAsync(
            $"{method} {target} HTTP/1.1\r\nHost: {host ?? url.Authority}\r\n{headers}Connection: close\r\nContent-Length: "
                + $"{bodyBytes.Length}\r\n\r\n", token);
        await socket.SendAsync(bodyBytes, SocketFlags.None, token);
        var (data, _) = await socket.ReceiveToEndAsync(token);
        var parts = Encoding.UTF8.GetString(data).Split("\r\n\r\n", 2);
        return (int.Parse(StatusCode().Match(parts[0]).Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture), parts[0],
            parts[1]);
    }

    /// <summary>Answers one request on a free port with these bytes, and returns the request as it arrived.</summary>
    public static (Uri Url, Socket Listener, Task<string> Request) Answer(string answer, CancellationToken token)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen(1);
        return (new Uri($"http://{listener.LocalEndPoint}"), listener, AnswerOnceAsync(listener, answer, token));
    }

    private static async Task<string> AnswerOnceAsync(Socket listener, string answer, CancellationToken token)
    {
        using var socket = await listener.AcceptAsync(token);
        var request = new StringBuilder();
        var buffer = new byte[8192];
        while (!IsWhole(request.ToString()))
        {
            var received = await socket.ReceiveAsync(buffer.AsMemory(), SocketFlags.None, token);
            received.ShouldBeGreaterThan(0);
            request.Append(Encoding.UTF8.GetString(buffer, 0, received));
        }

        await socket.SendAsync(Encoding.UTF8.GetBytes(answer), SocketFlags.None, token);
        return request.ToString();
    }

    private static bool IsWhole(string request)
    {
        var parts = request.Split("\r\n\r\n", 2);
        var length = ContentLength().Match(request);
        return parts.Length == 2 && parts[1].Length >= (length.Success
            ? int.Parse(length.Groups[1].Value, System.Globalization.CultureInfo.InvariantCulture) : 0);
    }

    [GeneratedRegex(@"^HTTP/1\.1 (\d{3})")]
    private static partial Regex StatusCode();

    [GeneratedRegex(@"(?i)content-length: (\d+)")]
    private static partial Regex ContentLength();
}
