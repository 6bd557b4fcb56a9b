namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>Reads toxics as clients describe them.</summary>
internal static class ToxicReader
{
    /// <summary>Reads a new toxic. The order of the checks is Toxiproxy's: stream, type, name, attributes.</summary>
    public static Toxic Create(JsonObjectBody body, IReadOnlyList<Toxic> present)
    {
        try
        {
            return Read(body, present);
        }
        catch (ApiErrorException unfit)
        {
            throw unfit.At(body.Offset);
        }
    }

    /// <summary>Reads a change: given attributes and the toxicity are changed, everything else is ignored.</summary>
    public static Toxic Update(Toxic toxic, JsonObjectBody body)
    {
        try
        {
            var changed = ToxicAttributes.Merge(toxic, body.Object("attributes")) with
            {
                Toxicity = body.Number("toxicity") ?? toxic.Toxicity,
                Connection = Connection(body) ?? toxic.Connection,
            };
            return changed.Problem is { } problem ? throw ApiErrorException.BadBody(problem) : changed;
        }
        catch (FormatException unfit)
        {
            throw ApiErrorException.BadBody(unfit.Message);
        }
    }

    /// <summary>Reads the toxics of a new proxy, in their order.</summary>
    public static IReadOnlyList<Toxic> CreateAll(JsonObjectBody proxy)
    {
        var toxics = new List<Toxic>();
        foreach (var toxic in proxy.Objects("toxics"))
        {
            toxics.Add(Create(toxic, toxics));
        }

        return toxics;
    }

    public static ApiErrorException Duplicate() => new(409, "toxic already exists");

    public static ApiErrorException Unknown() => new(404, "toxic not found");

    private static Toxic Read(JsonObjectBody body, IReadOnlyList<Toxic> present)
    {
        var streamText = body.Text("stream") ?? "downstream";
        var stream = Stream(streamText);
        var type = body.Text("type") ?? "";
        var blank = ToxicAttributes.Blank(type) ?? throw new ApiErrorException(400, "invalid toxic type");

        // Toxiproxy's command-line client sends an empty name for the default name.
        var name = body.Text("name") is { Length: > 0 } given ? given : $"{type}_{streamText}";
        if (present.Any(toxic => toxic.Name == name))
        {
            throw Duplicate();
        }

        return Update(blank with { Name = name, Stream = stream, StreamText = streamText }, body);
    }

    private static int? Connection(JsonObjectBody body) => body.Whole("connection") is { } number
        ? (int)Math.Clamp(number, int.MinValue, int.MaxValue)
        : null;

    private static ToxicStream Stream(string text) => text.ToUpperInvariant() switch
    {
        "UPSTREAM" => ToxicStream.Upstream,
        "DOWNSTREAM" => ToxicStream.Downstream,
        _ => throw new ApiErrorException(400, "stream was invalid, can be either upstream or downstream"),
    };
}
