namespace Holdfast.Chaos;

/// <summary>
/// Applies a fault to exchanges of plain HTTP/1.1 at an exact moment. It works in both directions; its stream is ignored. Data that is not
/// HTTP/1.x (TLS, HTTP/2, an upgraded connection, the rest of a message that began before the toxic was added) passes unchanged, and the
/// log has an event.
/// </summary>
public sealed record HttpToxic : Toxic
{
    /// <summary><c>http</c>, or <c>lost-104</c>, <c>lost-201</c>, <c>lost-204</c> for the toxics of <see cref="Toxic.Lost"/>.</summary>
    public override string Type => Kind;

    /// <summary>The moment of the fault, and the exchanges to which it applies.</summary>
    public HttpTrigger Trigger { get; init; } = HttpTrigger.BeforeRequest();

    /// <summary>The action of the fault.</summary>
    public HttpAction Action { get; init; } = HttpAction.Close();

    internal string Kind { get; init; } = "http";

    internal override string? Problem => base.Problem ?? HttpRules.Problem(Trigger, Action);

    internal override bool WorksOn(ToxicStream stream) => true;
}
