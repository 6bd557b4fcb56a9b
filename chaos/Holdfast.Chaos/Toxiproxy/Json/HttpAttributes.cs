using System.Text.Json.Nodes;

namespace Holdfast.Chaos.Toxiproxy.Json;

/// <summary>The attributes of the <c>http</c> toxic and of the lost acknowledgements, which Toxiproxy does not have.</summary>
internal static class HttpAttributes
{
    /// <summary>The attributes of a toxic, without those that are not set and those that its kind does not use.</summary>
    public static IReadOnlyList<KeyValuePair<string, JsonNode>> Of(HttpToxic toxic)
    {
        var (trigger, action) = (toxic.Trigger, toxic.Action);
        List<KeyValuePair<string, JsonNode?>> all = IsNamed(toxic) ? [] :
        [
            new("moment", SnakeCase.Of(trigger.Moment)),
            new("bytes", trigger.Moment is HttpMoment.AfterRequestBody or HttpMoment.AfterResponseBody ? trigger.Bytes : null),
            new("status", trigger.Status),
            new("action", SnakeCase.Of(action.Kind)),
            new("direction", action.Direction is { } direction ? SnakeCase.Of(direction) : null),
            new("duration", action.Duration > TimeSpan.Zero ? (long)action.Duration.TotalMilliseconds : null),
            new("piece_size", action.PieceSize > 0 ? action.PieceSize : null),
            new("inject", action.Status > 0 ? action.Status : null),
        ];
        all.AddRange([new("method", trigger.Method), new("path", trigger.Path), new("nth", trigger.Nth)]);
        return [.. all.Where(pair => pair.Value is not null).Select(pair => KeyValuePair.Create(pair.Key, pair.Value!))];
    }

    /// <summary>The toxic with the given attributes changed. An empty text removes a filter.</summary>
    /// <exception cref="FormatException">A name is unknown, or a number is out of range.</exception>
    public static HttpToxic Merge(HttpToxic toxic, IAttributes given)
    {
        var filtered = toxic with
        {
            Trigger = toxic.Trigger with
            {
                Method = Text(given.Text("method"), toxic.Trigger.Method),
                Path = Text(given.Text("path"), toxic.Trigger.Path),
                Nth = Small(given, "nth") ?? toxic.Trigger.Nth,
            },
        };
        return IsNamed(toxic) ? filtered : filtered with
        {
            Trigger = filtered.Trigger with
            {
                Moment = Named<HttpMoment>(given, "moment") ?? toxic.Trigger.Moment,
                Bytes = given.Whole("bytes") ?? toxic.Trigger.Bytes,
                Status = Small(given, "status") ?? toxic.Trigger.Status,
            },
            Action = toxic.Action with
            {
                Kind = Named<HttpActionKind>(given, "action") ?? toxic.Action.Kind,
                Direction = Named<ToxicStream>(given, "direction") ?? toxic.Action.Direction,
                Duration = ToxicAttributes.Milliseconds(given.Whole("duration"), toxic.Action.Duration),
                PieceSize = Small(given, "piece_size") ?? toxic.Action.PieceSize,
                Status = Small(given, "inject") ?? toxic.Action.Status,
            },
        };
    }

    private static bool IsNamed(HttpToxic toxic) => toxic.Kind != "http";

    private static string? Text(string? given, string? present) => given switch { null => present, "" => null, _ => given };

    private static int? Small(IAttributes given, string name) => given.Whole(name) switch
    {
        null => null,
        >= int.MinValue and <= int.MaxValue and var number => (int)number,
        var number => throw new FormatException($"'{name}' is {number}, which is out of range"),
    };

    private static T? Named<T>(IAttributes given, string name)
        where T : struct, Enum => given.Text(name) is { } text
            ? SnakeCase.Parse<T>(text) ?? throw new FormatException($"'{name}' is '{text}', but must be one of {SnakeCase.All<T>()}")
            : null;
}
