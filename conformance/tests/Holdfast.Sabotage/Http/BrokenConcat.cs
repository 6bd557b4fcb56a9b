using Microsoft.AspNetCore.Http;

namespace Holdfast.Sabotage.Http;

/// <summary>Defects in reading <c>Upload-Concat</c>.</summary>
internal static class BrokenConcat
{
    private const string Field = "Upload-Concat";
    private const string Final = "final;";

    /// <summary>Changes the value before the server reads it.</summary>
    public static Break Value(Func<string, string> read) => Broken.Request(request =>
    {
        if (request.Method == "POST" && request.Headers.TryGetValue(Field, out var value))
        {
            request.Headers[Field] = read(value.ToString());
        }
    });

    /// <summary>Changes the list of parts of a final upload.</summary>
    public static Break Names(Func<string[], IEnumerable<string>> read) => Value(value =>
        value.StartsWith(Final, StringComparison.Ordinal) ? Final + string.Join(' ', read(NamesOf(value))) : value);

    /// <summary>The parts that a request lists; none if it does not create a final upload.</summary>
    public static string[] NamesOf(HttpRequest request) =>
        request.Headers[Field].ToString() is { } value && value.StartsWith(Final, StringComparison.Ordinal) ? NamesOf(value) : [];

    /// <summary>The id at the end of a part's URL.</summary>
    public static string IdOf(string name) => name.Split('/')[^1];

    private static string[] NamesOf(string value) => value[Final.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
