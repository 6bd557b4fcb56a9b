using System.Net;
using System.Net.Sockets;

namespace Holdfast.Chaos.Tests.Rigs;

/// <summary>Starts a server for each test, and sends it literal requests.</summary>
public abstract class ToxiproxyServerFixture
{
    protected ToxiproxyServer Server { get; private set; } = null!;

    [SetUp]
    public async Task StartAsync() => Server = await ToxiproxyServer.StartAsync(new ToxiproxyServerOptions { Port = 0 });

    [TearDown]
    public async Task StopAsync() => await Server.DisposeAsync();

    protected static Socket Taken(out string address)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen(1);
        address = socket.LocalEndPoint!.ToString()!;
        return socket;
    }

    /// <summary>The error text in a body.</summary>
    protected static string ErrorOf(string body)
    {
        using var json = System.Text.Json.JsonDocument.Parse(body);
        return json.RootElement.GetProperty("error").GetString()!;
    }

    protected static string ListenOf(string body) => body.Split("\"listen\":\"")[1].Split('"')[0];

    protected async Task<(int Status, string Body)> AskAsync(string method, string target, string? body, CancellationToken token)
    {
        var (status, _, text) = await RawHttp.AskAsync(Server.Url, method, target, body, token);
        return (status, text);
    }

    protected async Task CreateAsync(string name, CancellationToken token)
    {
        var body = $$"""{"name":"{{name}}","listen":"127.0.0.1:0","upstream":"127.0.0.1:1"}""";
        (await AskAsync("POST", "/proxies", body, token)).Status.ShouldBe(201);
    }
}
