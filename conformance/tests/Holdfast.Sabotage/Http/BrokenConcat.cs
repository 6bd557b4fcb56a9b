using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage;

/// <summary>Defects in reading <c>Upload-Concat</c>.</summary>
internal static class BrokenConcat
{
    private const string Field = "Upload-Concat";
    private const string Final = "final;";

    /// <summary>The server reads another value than the one that was sent.</summary>
    public static Break Value(Func<string, string> read) => Broken.Request(request =>
    {
        if (request.Method == "POST" && request.Headers.TryGetValue(Field, out var value))
        {
            request.Headers[Field] = read(value.ToString());
        }
    });

    /// <summary>The server finds other parts in a final's request than were named.</summary>
    public static Break Names(Func<string[], IEnumerable<string>> read) => Value(value =>
        value.StartsWith(Final, StringComparison.Ordinal) ? Final + string.Join(' ', read(NamesOf(value))) : value);

    /// <summary>The parts that a request names; none when it is not for a final.</summary>
    public static string[] NamesOf(HttpRequest request) =>
        request.Headers[Field].ToString() is { } value && value.StartsWith(Final, StringComparison.Ordinal) ? NamesOf(value) : [];

    /// <summary>The id at the end of a part's name.</summary>
    public static string IdOf(string name) => name.Split('/')[^1];

    private static string[] NamesOf(string value) => value[Final.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
