using System.Net.Sockets;
using System.Text;
using System.Text.RegularExpressions;
using Holdfast.Fuzzing;
using Microsoft.Extensions.Logging;

namespace Holdfast.Chaos.Tests.Fuzzing;

/// <summary>
/// For any request, the API answers or closes the connection, logs no error, and can still create a proxy afterwards.
/// </summary>
public sealed partial class ApiFuzzTests
{
    private const int InputsOfOne = 2_000;

    // An answer, or the end of the connection, must arrive within this time.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly ErrorLog _log = new();
    private ToxiproxyServer? _server;
    private int _inputs;

    [Test]
    [CancelAfter(7_200_000)] // A million inputs take most of an hour.
    public async Task Any_request_is_answered_without_an_error_of_the_server(CancellationToken cancellationToken)
    {
        using var loggers = new LoggerFactory([_log]);
        await Fuzzer.RunAsync("api", ApiGrammar.Connection, async input =>
        {
            if (_inputs++ % InputsOfOne == 0)
            {
                await EndAsync();
                _server = await ToxiproxyServer.StartAsync(
                    new ToxiproxyServerOptions { Host = "127.0.0.1", Port = 0, LoggerFactory = loggers });
            }

            Check(await AskAsync(input));
            _log.ThrowIfAny();
        }).WaitAsync(cancellationToken);
        await EndAsync();
    }

    // As in Toxiproxy, an address that cannot be listened on is a 500 with the reason; any other 500 is an unexpected failure.
    private static void Check(string answer)
    {
        var statuses = StatusLine().Matches(answer).Select(line => line.Groups[1].Value).Where(status => status[0] == '5').ToList();
        statuses.Count(status => status is not ("501" or "505")).ShouldBe(Unlistenable().Count(answer), answer);
    }

    private async Task EndAsync()
    {
        if (_server is not null)
        {
            const string Body = """{"name":"after","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}""";
            const string Head = "POST /proxies HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
            (await AskAsync($"{Head}Content-Length: {Body.Length}\r\n\r\n{Body}", ends: false)).ShouldStartWith("HTTP/1.1 201");
            await _server.DisposeAsync().AsTask().WaitAsync(Patience);
        }
    }

    // A FIN from the client may end the connection before all requests are answered.
    private async Task<string> AskAsync(string bytes, bool ends = true)
    {
        using var patience = new CancellationTokenSource(Patience);
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_server!.Url.Host, _server.Url.Port, patience.Token);
        using var answer = new MemoryStream();
        try
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(bytes), SocketFlags.None, patience.Token);
            if (ends)
            {
                socket.Shutdown(SocketShutdown.Send);
            }

            await using var stream = new NetworkStream(socket);
            await stream.CopyToAsync(answer, patience.Token);
        }
        catch (Exception exception) when (exception is SocketException or IOException)
        {
            // The server may close a connection at once if its data is not HTTP.
        }

        return Encoding.Latin1.GetString(answer.ToArray());
    }

    [GeneratedRegex(@"HTTP/1\.1 (\d{3}) ")]
    private static partial Regex StatusLine();

    [GeneratedRegex("\"error\": ?\"listen ")]
    private static partial Regex Unlistenable();
}
