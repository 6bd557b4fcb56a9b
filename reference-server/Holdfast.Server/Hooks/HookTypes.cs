namespace Holdfast.Server.Hooks;

/// <summary>The names of the events, as tusd has them on the command line, in JSON and as names of scripts.</summary>
public static class HookTypes
{
    private static readonly Dictionary<HookType, string> Names = new()
    {
        [HookType.PreCreate] = "pre-create",
        [HookType.PostCreate] = "post-create",
        [HookType.PostReceive] = "post-receive",
        [HookType.PreFinish] = "pre-finish",
        [HookType.PostFinish] = "post-finish",
        [HookType.PreTerminate] = "pre-terminate",
        [HookType.PostTerminate] = "post-terminate",
        [HookType.PreAccess] = "pre-access",
    };

    /// <summary>The events that are enabled unless others are chosen (tusd: <c>-hooks-enabled-events</c>).</summary>
    public static IReadOnlySet<HookType> Default { get; } = new HashSet<HookType>
    {
        HookType.PreCreate, HookType.PostCreate, HookType.PostReceive, HookType.PostTerminate, HookType.PostFinish,
    };

    /// <summary>All events that tusd has.</summary>
    public static IReadOnlySet<HookType> OfTusd { get; } = Enum.GetValues<HookType>().Where(type => type != HookType.PreAccess).ToHashSet();

    /// <summary>The name of an event, for example <c>pre-create</c>.</summary>
    public static string NameOf(HookType type) => Names[type];

    /// <summary>The event of this name; null when there is none.</summary>
    public static HookType? Parse(string name) =>
        Names.Where(pair => pair.Value == name).Select(pair => (HookType?)pair.Key).FirstOrDefault();
}
