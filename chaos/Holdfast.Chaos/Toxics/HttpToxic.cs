namespace Holdfast.Chaos;

/// <summary>
/// Strikes exchanges of plain HTTP/1.1 at an exact moment. It works in both directions, whatever its stream says. What is
/// not HTTP/1.x (TLS, HTTP/2, an upgraded connection, the middle of a message that was under way before) passes
/// untouched, and the log says so.
/// </summary>
public sealed record HttpToxic : Toxic
{
    /// <summary><c>http</c>, or <c>lost-104</c>, <c>lost-201</c>, <c>lost-204</c> for what <see cref="Toxic.Lost"/> makes.</summary>
    public override string Type => Kind;

    /// <summary>The moment, and the exchanges that it concerns.</summary>
    public HttpTrigger Trigger { get; init; } = HttpTrigger.BeforeRequest();

    /// <summary>What happens then.</summary>
    public HttpAction Action { get; init; } = HttpAction.Close();

    internal string Kind { get; init; } = "http";

    internal override string? Problem => base.Problem ?? HttpRules.Problem(Trigger, Action);

    internal override bool WorksOn(ToxicStream stream) => true;
}
