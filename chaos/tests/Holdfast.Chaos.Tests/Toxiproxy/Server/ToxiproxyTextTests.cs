using System.Net;
using System.Net.Sockets;
using System.Text;
using Bogus;

namespace Holdfast.Chaos.Tests.Toxiproxy.Server;

/// <summary>Arbitrary text in every place where the API accepts text never causes a 500.</summary>
public sealed class ToxiproxyTextTests : ToxiproxyServerFixture
{
    private const int Inputs = 3000;

    private static readonly string[] Grammar =
    [
        "{", "}", "[", "]", ",", ":", "null", "true", "false", "0", "-1", "1e999", "1.5", "99999999999999999999", "\"", "\"\\ud800\"",
        "\"\\udc00\\ud800\"",
        "\"\\\\ud800\"", "\"\\u0000\"", "\"\u00ff\"", "\"name\"", "\"upstream\"", "\"listen\"", "\"enabled\"", "\"toxics\"", "\"type\"",
        "\"stream\"", "\"attributes\"",
        "\"toxicity\"", "\"tls\"", "\"upstream\":\"http://x/y\"", "\"name\":\"n\\ud800\",\"upstream\":\"u:1\"", "{\"type\":\"http\"}",
        "\"latency\"", "\"slicer\"", " ", "\n", "\t",
    ];

    [TestCase("\\ud800", "\ufffd")]
    [TestCase("\\uDFFFx", "\ufffdx")]
    [TestCase("\\ud83d\\ude00", "\U0001f600")]
    [TestCase("\\ude00\\ud83d", "\ufffd\ufffd")]
    [TestCase("\\ud83d\\ud83d\\ude00", "\ufffd\U0001f600")]
    [TestCase("\\\\ud800", "\\ud800")]
    [TestCase("\\\\\\ud800", "\\\ufffd")]
    [TestCase("\\u0000", "\0")]
    [CancelAfter(20_000)]
    public async Task Half_of_a_surrogate_pair_becomes_U_FFFD_as_in_Go(string escaped, string name, CancellationToken token)
    {
        var created = await AskAsync(
            "POST", "/proxies", $$"""{"name":"{{escaped}}","listen":"127.0.0.1:0","upstream":"{{escaped}}:1","{{escaped}}":1}""", token);

        created.Status.ShouldBe(201);
        Server.Proxies.Single().Name.ShouldBe(name);
        using var shown = System.Text.Json.JsonDocument.Parse((await AskAsync("GET", "/proxies", null, token)).Body);
        shown.RootElement.GetProperty(name).GetProperty("name").GetString().ShouldBe(name);
        if (name != "\0")
        {
            // A path with %00 is refused before it reaches any name.
            (await AskAsync("GET", $"/proxies/{Uri.EscapeDataString(name)}/log", null, token)).Status.ShouldBe(200);
        }
    }

    [Test]
    [CancelAfter(20_000)]
    public async Task A_byte_that_is_not_UTF_8_becomes_U_FFFD(CancellationToken token)
    {
        byte[] body = [.. "{\"name\":\""u8, 0xff, .. "\",\"listen\":\"127.0.0.1:0\",\"upstream\":\"u:1\"}"u8];

        (await PostAsync("/proxies", body, token)).ShouldStartWith("HTTP/1.1 201");

        Server.Proxies.Single().Name.ShouldBe("\ufffd");
        (await PostAsync("/proxies", [.. "{\"name\":"u8, 0xff], token)).ShouldStartWith("HTTP/1.1 400");
    }

    [TestCase(1)]
    [TestCase(2)]
    [CancelAfter(60_000)]
    public async Task No_request_body_causes_a_500(int seed, CancellationToken token)
    {
        var random = new Randomizer(seed);
        await CreateAsync("p", token);
        using var socket = await Wire.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Server.Url.Port), token);
        await using var stream = new NetworkStream(socket);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        string[] targets = ["/proxies", "/populate", "/proxies/p", "/proxies/p/toxics"];
        for (var input = 0; input < Inputs; input++)
        {
            var body = string.Concat(Enumerable.Range(0, random.Int(1, 20)).Select(_ => random.ArrayElement(Grammar)));
            var bytes = random.Bool() ? Encoding.UTF8.GetBytes(body) : Encoding.Latin1.GetBytes(body);
            var target = random.ArrayElement(targets);
            await socket.SendTextAsync($"POST {target} HTTP/1.1\r\nHost: localhost\r\nContent-Length: {bytes.Length}\r\n\r\n", token);
            await socket.SendAsync(bytes, SocketFlags.None, token);

            var status = await StatusAsync(reader, token);

            status.ShouldBeOneOf(200, 201, 400, 404, 409);
        }
    }

    private static async Task<int> StatusAsync(StreamReader reader, CancellationToken token)
    {
        var status = int.Parse((await reader.ReadLineAsync(token))!.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        var length = 0;
        while (await reader.ReadLineAsync(token) is { Length: > 0 } line)
        {
            if (line.StartsWith("Content-Length: ", StringComparison.Ordinal))
            {
                length = int.Parse(line.Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        var body = new char[length];
        await reader.ReadBlockAsync(body, token);
        return status;
    }

    private async Task<string> PostAsync(string target, byte[] body, CancellationToken token)
    {
        using var socket = await Wire.ConnectAsync(new IPEndPoint(IPAddress.Loopback, Server.Url.Port), token);
        await socket.SendTextAsync(
            $"POST {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {body.Length}\r\n\r\n", token);
        await socket.SendAsync(body, SocketFlags.None, token);
        return Encoding.UTF8.GetString((await socket.ReceiveToEndAsync(token)).Data);
    }
}
