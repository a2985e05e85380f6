// The position of this device, only when its holder presses the button and the device asks them first.
(() => {
  const button = document.querySelector("[data-position]");
  if (!button || !navigator.geolocation) return;
  const told = document.querySelector("[data-position-told]");
  button.hidden = false;
  button.addEventListener("click", () => {
    button.disabled = true;
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const write = (name, value) => {
          const input = document.querySelector(`[name=${name}]`);
          input.value = value.toFixed(6).replace(".", ",");
          input.dispatchEvent(new Event("change", { bubbles: true }));
        };
        write("latitude", coords.latitude);
        write("longitude", coords.longitude);
        button.disabled = false;
        told.textContent = `± ${Math.round(coords.accuracy)} m`;
      },
      () => {
        button.disabled = false;
        told.textContent = button.dataset.denied;
      },
      { enableHighAccuracy: true, timeout: 20000 },
    );
  });
})();
