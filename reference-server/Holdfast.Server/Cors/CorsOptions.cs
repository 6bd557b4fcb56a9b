namespace Holdfast.Server.Cors;

/// <summary>
/// The rules for scripts of other origins (Fetch standard, CORS protocol). Everything that uploads need is allowed and exposed by default;
/// these lists are added to it. Headers that something in front of the uploads has set stay as they are.
/// </summary>
public sealed record CorsOptions
{
    /// <summary>
    /// A regular expression for the origins that may use the server; it need not match the whole origin, so anchor it. Others get 403.
    /// Default: every origin (tusd: <c>-cors-allow-origin</c>).
    /// </summary>
    public string AllowOrigin { get; init; } = ".*";

    /// <summary>Browsers may send cookies and HTTP authentication (tusd: <c>-cors-allow-credentials</c>).</summary>
    public bool AllowCredentials { get; init; }

    /// <summary>More methods (tusd: <c>-cors-allow-methods</c>).</summary>
    public IReadOnlyList<string> AllowMethods { get; init; } = [];

    /// <summary>More request headers (tusd: <c>-cors-allow-headers</c>).</summary>
    public IReadOnlyList<string> AllowHeaders { get; init; } = [];

    /// <summary>More response headers that scripts can read (tusd: <c>-cors-expose-headers</c>).</summary>
    public IReadOnlyList<string> ExposeHeaders { get; init; } = [];

    /// <summary>How long a browser may remember the answer to a preflight. Default: a day (tusd: <c>-cors-max-age</c>).</summary>
    public TimeSpan MaxAge { get; init; } = TimeSpan.FromDays(1);
}
