namespace Holdfast.Conformance.Tus.Discovery;

/// <summary>Compares a server's behaviour with its announcement (tus 1.0.0, Tus-Extension).</summary>
internal static class Announcement
{
    /// <summary>An extension that works must be announced; one that did not work is only recorded, because it has its own cases.</summary>
    public static void Compare(TusCase t, string extension, bool works, params IReadOnlyList<string> requirements)
    {
        var announced = t.Context.Capabilities.Announces(extension);
        if (!works)
        {
            t.Checks.Observe($"Extension {extension}", announced ? "announced, but not seen to work here" : "neither announced nor working",
                requirements);
            return;
        }

        t.Checks.Judge($"Extension {extension}, which works", "announced", announced ? "announced" : "not announced", announced,
            requirements);
        if (!announced)
        {
            t.Context.Works(extension);
        }
    }
}
