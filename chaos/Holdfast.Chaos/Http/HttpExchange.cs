using System.IO.Enumeration;

namespace Holdfast.Chaos.Http;

/// <summary>A request, and what to do with its response.</summary>
internal sealed class HttpExchange(string method, string path)
{
    /// <summary>The request of a response whose request passed before the toxic was added.</summary>
    public static HttpExchange Unseen => new("", "");

    public string Method => method;

    public string Path => path;

    public bool ResponseBegan { get; set; }

    /// <summary>Nothing of the response passes; after its end the connection is closed.</summary>
    public bool LosesResponse { get; set; }

    /// <summary>The final response does not pass, because a second one follows.</summary>
    public bool DropsFinal { get; set; }

    public bool StripsInterim { get; set; }

    public bool FinalizesInterim { get; set; }

    public bool Matches(HttpTrigger trigger) =>
        (trigger.Method is null || trigger.Method == method)
        && (trigger.Path is null || FileSystemName.MatchesSimpleExpression(trigger.Path, path, ignoreCase: false));
}
