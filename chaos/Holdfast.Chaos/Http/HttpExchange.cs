using System.IO.Enumeration;

namespace Holdfast.Chaos.Http;

/// <summary>A request, and what shall become of its answer.</summary>
internal sealed class HttpExchange(string method, string path)
{
    /// <summary>A response whose request passed before anybody looked.</summary>
    public static HttpExchange Unseen => new("", "");

    public string Method => method;

    public string Path => path;

    public bool ResponseBegan { get; set; }

    /// <summary>Nothing of the answer passes, and its end closes the connection.</summary>
    public bool LosesResponse { get; set; }

    /// <summary>The final answer does not pass; another one will come.</summary>
    public bool DropsFinal { get; set; }

    public bool StripsInterim { get; set; }

    public bool FinalizesInterim { get; set; }

    public bool Matches(HttpTrigger trigger) =>
        (trigger.Method is null || trigger.Method == method)
        && (trigger.Path is null || FileSystemName.MatchesSimpleExpression(trigger.Path, path, ignoreCase: false));
}
