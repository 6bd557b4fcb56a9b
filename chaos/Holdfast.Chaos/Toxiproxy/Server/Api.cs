using Holdfast.Chaos.Toxiproxy.Json;
using Handlers = System.Collections.Generic.Dictionary<string, Holdfast.Chaos.Toxiproxy.Server.ApiHandler>;

namespace Holdfast.Chaos.Toxiproxy.Server;

/// <summary>The resources of Toxiproxy's API and their methods.</summary>
internal sealed class Api(ProxyRegistry proxies)
{
    // Clients compare the leading numbers; the build metadata after the plus (Semantic Versioning 2.0.0) names this server.
    private const string Version = "2.13.0+holdfast";

    /// <summary>The methods of a path, given as decoded segments; null if there is no such resource.</summary>
    public Handlers? Find(string[] path) => path switch
    {
        ["version"] => new() { ["GET"] = (_, _) => Answer(ShowVersion()) },
        ["reset"] => new() { ["POST"] = (_, stop) => ResetAsync(stop) },
        ["populate"] => new() { ["POST"] = PopulateAsync },
        ["proxies"] => new() { ["GET"] = (_, _) => Answer(List()), ["POST"] = CreateAsync },
        ["proxies", var proxy] => new()
        {
            ["GET"] = (_, _) => Answer(Show(200, proxies[proxy])),
            ["POST"] = (body, stop) => UpdateAsync(proxy, body, stop),
            ["PATCH"] = (body, stop) => UpdateAsync(proxy, body, stop),
            ["DELETE"] = (_, stop) => DeleteAsync(proxy, stop),
        },
        ["proxies", var proxy, "toxics"] => new()
        {
            ["GET"] = (_, _) => Answer(ApiAnswer.Json(200, writer => ApiJson.Write(writer, proxies[proxy].Toxics))),
            ["POST"] = (body, _) => Answer(AddToxic(proxies[proxy], body)),
        },
        ["proxies", var proxy, "log"] => new()
        {
            ["GET"] = (_, _) => Answer(ApiAnswer.Json(200, writer => LogJson.Write(writer, proxies[proxy]))),
        },
        ["proxies", var proxy, "toxics", var toxic] => new()
        {
            ["GET"] = (_, _) => Answer(Show(ToxicOf(proxies[proxy], toxic))),
            ["POST"] = (body, _) => Answer(UpdateToxic(proxies[proxy], toxic, body)),
            ["PATCH"] = (body, _) => Answer(UpdateToxic(proxies[proxy], toxic, body)),
            ["DELETE"] = (_, _) => Answer(RemoveToxic(proxies[proxy], toxic)),
        },
        _ => null,
    };

    private static Task<ApiAnswer> Answer(ApiAnswer answer) => Task.FromResult(answer);

    // Toxiproxy writes this answer with a space after the colon and a line feed at the end.
    private static ApiAnswer ShowVersion() =>
        new(200, System.Text.Encoding.UTF8.GetBytes($"{{\"version\": \"{Version}\"}}\n"), "application/json;charset=utf-8");

    private static ApiAnswer Show(int status, ChaosProxy proxy) => ApiAnswer.Json(status, writer => ApiJson.Write(writer, proxy));

    private static ApiAnswer Show(Toxic toxic) => ApiAnswer.Json(200, writer => ApiJson.Write(writer, toxic));

    private static Toxic ToxicOf(ChaosProxy proxy, string name) =>
        proxy.Toxics.FirstOrDefault(toxic => toxic.Name == name) ?? throw ToxicReader.Unknown();

    private static ApiAnswer AddToxic(ChaosProxy proxy, ReadOnlyMemory<byte> body)
    {
        var toxic = ToxicReader.Create(JsonObjectBody.Parse(body.Span), proxy.Toxics);
        return proxy.TryAdd(toxic) ? Show(toxic) : throw ToxicReader.Duplicate();
    }

    private static ApiAnswer UpdateToxic(ChaosProxy proxy, string name, ReadOnlyMemory<byte> body)
    {
        ToxicOf(proxy, name);
        var change = JsonObjectBody.Parse(body.Span);
        return Show(proxy.TryUpdate(name, toxic => ToxicReader.Update(toxic, change)) ?? throw ToxicReader.Unknown());
    }

    private static ApiAnswer RemoveToxic(ChaosProxy proxy, string name) =>
        proxy.TryRemove(name) ? ApiAnswer.NoContent : throw ToxicReader.Unknown();

    private ApiAnswer List() => ApiAnswer.Json(200, writer =>
    {
        writer.WriteStartObject();
        foreach (var proxy in proxies.All)
        {
            writer.WritePropertyName(proxy.Name);
            ApiJson.Write(writer, proxy);
        }

        writer.WriteEndObject();
    });

    private async Task<ApiAnswer> CreateAsync(ReadOnlyMemory<byte> body, CancellationToken stop) =>
        Show(201, await proxies.CreateAsync(ProxyRequest.ForCreation(JsonObjectBody.Parse(body.Span)), stop));

    private async Task<ApiAnswer> UpdateAsync(string name, ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        var present = proxies[name];
        var request = ProxyRequest.ForChange(JsonObjectBody.Parse(body.Span), present.Tls.Upstream);
        return Show(200, await proxies.UpdateAsync(name, request, stop));
    }

    private async Task<ApiAnswer> DeleteAsync(string name, CancellationToken stop)
    {
        await proxies.DeleteAsync(name, stop);
        return ApiAnswer.NoContent;
    }

    private async Task<ApiAnswer> ResetAsync(CancellationToken stop)
    {
        await proxies.ResetAsync(stop);
        return ApiAnswer.NoContent;
    }

    private async Task<ApiAnswer> PopulateAsync(ReadOnlyMemory<byte> body, CancellationToken stop)
    {
        var done = new List<ChaosProxy>();
        try
        {
            foreach (var request in ProxyRequest.ForPopulation(body.Span))
            {
                done.Add(await proxies.PopulateAsync(request, stop));
            }

            return Populated(201, null, done);
        }
        catch (ApiErrorException failure)
        {
            return Populated(failure.Status, failure.Message, done);
        }
    }

    private static ApiAnswer Populated(int status, string? error, List<ChaosProxy> done) => ApiAnswer.Json(status, writer =>
    {
        writer.WriteStartObject();
        if (error is not null)
        {
            writer.WriteString("error", error);
            writer.WriteNumber("status", status);
        }

        writer.WriteStartArray("proxies");
        done.ForEach(proxy => ApiJson.Write(writer, proxy));
        writer.WriteEndArray();
        writer.WriteEndObject();
    });
}
