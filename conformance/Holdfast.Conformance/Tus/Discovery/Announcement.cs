namespace Holdfast.Conformance.Tus.Discovery;

/// <summary>Compares what a server does with what it announces (tus 1.0.0, Tus-Extension).</summary>
internal static class Announcement
{
    /// <summary>An extension that works must be announced; one that was not seen working is a fact, as a case of its own judges it.</summary>
    public static void Compare(TusCase t, string extension, bool works, params IReadOnlyList<string> requirements)
    {
        var announced = t.Context.Capabilities.Announces(extension);
        if (!works)
        {
            t.Checks.Observe($"Extension {extension}", announced ? "announced, and not seen to work here" : "neither announced nor working", requirements);
            return;
        }

        t.Checks.Judge($"Extension {extension}, which works", "announced", announced ? "announced" : "not announced", announced, requirements);
        if (!announced)
        {
            t.Context.Works(extension);
        }
    }
}
