// For sites that keep the search of the theme, which opens itself where an address has `q`. In the
// directory `q` is ours, so it is taken out until the theme has looked; the directory's own script
// puts it back.
{
  const own = location.href;
  const bare = new URL(own);
  if (bare.searchParams.has("q")) {
    bare.searchParams.delete("q");
    history.replaceState({ own }, "", bare);
  }
}
